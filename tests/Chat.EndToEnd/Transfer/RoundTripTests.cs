using Chat.EndToEnd.Harness;
using Chat.Tests.Transfer;

namespace Chat.EndToEnd.Transfer;

public sealed class RoundTripTests(EmbeddedServer server)
{
    /// <summary>Another team has another id; that is all that may differ.</summary>
    private static readonly string[] OfTheTeam = ["team", "team_id"];

    [Fact]
    public async Task What_was_exported_and_imported_is_exported_again_as_it_was()
    {
        var team = (await SpokenTeam.MakeAsync(server)).Team;
        var first = await Export.BeginAsync(team, Export.Everything);
        await first.UntilDoneAsync();

        var empty = await EmptyTeamAsync(team.Api);
        var import = await Imports.EndAsync(team.Api, await Imports.BeginAsync(team.Api, empty, await first.BytesAsync()));
        Assert.True(SlackApi.Text(import, "state") == "done", import.ToJsonString());
        var second = await Export.BeginAsync(team.Api, empty, Export.Everything);
        await second.UntilDoneAsync();

        using var before = await first.OpenAsync();
        using var after = await second.OpenAsync();
        // The admin of the second team is there, too, and its Slackbot is its own.
        Assert.Equal([], new ArchiveComparison(OfTheTeam).Compare(before, after, allowMore: true).Where(static d => !d.StartsWith("users.json USLACKBOT.", StringComparison.Ordinal)));
        Assert.Equal(DaysOf(before), DaysOf(after));
    }

    private static IEnumerable<string> DaysOf(System.IO.Compression.ZipArchive zip) =>
        zip.Entries.Select(static e => e.FullName).Where(static name => name.Contains('/', StringComparison.Ordinal));

    /// <summary>Its admin has a name that nobody has in the other one.</summary>
    private static async Task<string> EmptyTeamAsync(SlackApi api)
    {
        var made = await api.Admin(HttpMethod.Post, "admin/teams", new
        {
            name = "Empty",
            domain = $"e{Guid.NewGuid():N}"[..16],
            admin = new { name = "owner-of-the-empty", email = "owner@empty.example.org", password = TestTeam.AdminPassword },
        });
        return SlackApi.Text(made["team"], "id");
    }
}
