using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chat.LoadTest.Target;

/// <param name="Name">The user's name in its team.</param>
internal sealed record Account(string Id, string Name, string Token);

/// <summary>A team made for a run. Everyone is in <paramref name="General"/>.</summary>
internal sealed record TeamAccounts(string Id, string Domain, string General, List<Account> Accounts);

/// <summary>
/// The teams and users of a run, made by the operator over HTTP. Kept in a file if one is named, and taken from there the next time, since
/// making ten thousand users takes longer than measuring them.
/// </summary>
internal sealed class World
{
    private const int Parallel = 16;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly Server _server;
    private readonly List<TeamAccounts> _teams;

    private World(Server server, List<TeamAccounts> teams) => (_server, _teams) = (server, teams);

    /// <summary>As many teams as were asked for, with at least as many accounts each.</summary>
    public static async Task<TeamAccounts[]> Prepare(Server server, int teams, int members)
    {
        var world = new World(server, await Load(server.WorldFile));
        await world.Fill(teams, members);
        return [.. world.Fitting(members).Take(teams)];
    }

    /// <summary>Not much larger ones either: a team's size is part of what is measured.</summary>
    private IEnumerable<TeamAccounts> Fitting(int members) => _teams.Where(t => t.Accounts.Count >= members && t.Accounts.Count <= 2 * members);

    private async Task Fill(int teams, int members)
    {
        var missing = teams - Fitting(members).Count();
        if (missing <= 0)
            return;
        Console.WriteLine($"Making {missing} teams of {members} ...");
        using var slots = new SemaphoreSlim(Parallel);
        var made = await Task.WhenAll(Enumerable.Range(0, missing).Select(n => Make(n, members, slots)));
        _teams.AddRange(made);
        await Save();
    }

    private async Task<TeamAccounts> Make(int number, int members, SemaphoreSlim slots)
    {
        var api = _server.Apis[number % _server.Apis.Length];
        var key = _server.OperatorKey ?? throw new InvalidOperationException("Give --operator-key: teams have to be made.");
        var domain = "load-" + RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuvwxyz", 12);
        JsonElement team;
        using (await Slot.Enter(slots))
        {
            team = await api.Admin("teams", key, new
            {
                name = "Load " + domain,
                domain,
                admin = new { name = "admin", email = "admin@example.org", password = RandomNumberGenerator.GetHexString(24) },
            });
        }
        var id = team.GetProperty("team").GetProperty("id").GetString()!;
        var admin = new Account(team.GetProperty("user").GetProperty("id").GetString()!, "admin", team.GetProperty("token").GetString()!);
        var others = await Task.WhenAll(Enumerable.Range(1, Math.Max(0, members - 1)).Select(n => MakeUser(api, key, id, n, slots)));
        return new TeamAccounts(id, domain, await FindGeneral(api, admin.Token), [admin, .. others]);
    }

    private static async Task<Account> MakeUser(ChatApi api, string key, string team, int number, SemaphoreSlim slots)
    {
        using (await Slot.Enter(slots))
        {
            var name = $"user{number}";
            var made = await api.Admin($"teams/{team}/users", key, new { name, email = name + "@example.org" });
            return new Account(made.GetProperty("user").GetProperty("id").GetString()!, name, made.GetProperty("token").GetString()!);
        }
    }

    private static async Task<string> FindGeneral(ChatApi api, string token)
    {
        using var answer = await api.Call("conversations.list", token, ("limit", "100"));
        foreach (var channel in answer.RootElement.GetProperty("channels").EnumerateArray())
        {
            if (channel.TryGetProperty("is_general", out var general) && general.GetBoolean())
                return channel.GetProperty("id").GetString()!;
        }
        throw new InvalidOperationException("The team has no #general.");
    }

    private static async Task<List<TeamAccounts>> Load(string? file) =>
        file is not null && File.Exists(file) ? JsonSerializer.Deserialize<List<TeamAccounts>>(await File.ReadAllTextAsync(file), Json)! : [];

    private async Task Save()
    {
        if (_server.WorldFile is not { } path)
            return;
        // It holds tokens.
        var mode = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        await using var file = new FileStream(path, mode);
        await JsonSerializer.SerializeAsync(file, _teams, Json);
    }

    private readonly struct Slot(SemaphoreSlim slots) : IDisposable
    {
        public static async Task<Slot> Enter(SemaphoreSlim slots)
        {
            await slots.WaitAsync();
            return new Slot(slots);
        }

        public void Dispose() => slots.Release();
    }
}
