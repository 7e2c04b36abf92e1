using System.IO.Compression;
using Xunit;

namespace Chat.Tests.Transfer;

public sealed class ArchiveComparisonTests
{
    private const string Day = "general/2026-01-31.json";

    [Fact]
    public void Order_of_keys_and_of_people_and_what_is_ignored_make_no_difference()
    {
        using var a = Zip(
            ("users.json", """[{"id":"U1","name":"ann","team_id":"T1"},{"id":"U2","name":"bob"}]"""),
            (Day, """[{"ts":"1.1","text":"x","edited":{"user":"U1","ts":"2.0"}},{"ts":"1.2","text":"y"}]"""));
        using var b = Zip(
            ("users.json", """[{"name":"bob","id":"U2"},{"team_id":"T2","id":"U1","name":"ann"}]"""),
            (Day, """[{"text":"x","ts":"1.1","edited":{"ts":"2.0","user":"U1"}},{"ts":"1.2","text":"y"}]"""));
        Assert.Empty(new ArchiveComparison("team_id").Compare(a, b));
    }

    [Theory]
    [InlineData("""[{"ts":"1.1","text":"X"},{"ts":"1.2","text":"y"}]""", """general/2026-01-31.json 1.1.text: "x" and "X" """)]
    [InlineData("""[{"ts":"1.1","text":"x"}]""", "general/2026-01-31.json: 1.2 is missing in the second")]
    [InlineData("""[{"ts":"1.1","text":"x"},{"ts":"1.2","text":"y"},{"ts":"1.3"}]""", "general/2026-01-31.json: 1.3 is missing in the first")]
    [InlineData("""[{"ts":"1.1","text":"x"},{"ts":"1.2","text":"y"},{"ts":"1.2","text":"y"}]""", "general/2026-01-31.json has 1.2 twice")]
    [InlineData("""[{"ts":"1.1","text":"x"},{"ts":"1.2","text":"y","reactions":[]}]""", "general/2026-01-31.json 1.2.reactions: nothing and []")]
    public void Whatever_else_differs_is_told(string other, string difference)
    {
        using var a = Zip((Day, """[{"ts":"1.1","text":"x"},{"ts":"1.2","text":"y"}]"""));
        using var b = Zip((Day, other));
        Assert.Equal([difference.Trim()], new ArchiveComparison().Compare(a, b));
    }

    [Fact]
    public void Missing_entries_are_told_and_more_of_them_may_be_allowed()
    {
        using var a = Zip(("users.json", """[{"id":"U1"}]"""), (Day, "[]"));
        using var b = Zip(("users.json", """[{"id":"U1"},{"id":"U9"}]"""), (Day, "[]"), ("more/2026-01-31.json", "[]"));
        Assert.Equal(2, new ArchiveComparison().Compare(a, b).Count);
        Assert.Empty(new ArchiveComparison().Compare(a, b, allowMore: true));
        Assert.NotEmpty(new ArchiveComparison().Compare(b, a, allowMore: true));
    }

    [Fact]
    public void More_members_may_be_allowed_and_fewer_never()
    {
        using var a = Zip(("channels.json", """[{"id":"C1","members":["U1","U2"]}]"""));
        using var b = Zip(("channels.json", """[{"id":"C1","members":["U0","U1","U2"]}]"""));
        Assert.Single(new ArchiveComparison().Compare(a, b));
        Assert.Empty(new ArchiveComparison().Compare(a, b, allowMore: true));
        Assert.Equal(["channels.json C1.members: U0 is missing in the second"], new ArchiveComparison().Compare(b, a, allowMore: true));
    }

    private static ZipArchive Zip(params (string Name, string Text)[] entries)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var content = new StreamWriter(zip.CreateEntry(name).Open());
                content.Write(text);
            }
        }
        return new ZipArchive(stream);
    }
}
