using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Chat.EndToEnd.Harness;

public sealed record TestUser(string Id, string Name, string Token, string? Email);

/// <summary>A fresh team with its admin and further people, made by the operator over HTTP.</summary>
public sealed class TestTeam
{
    public const string AdminPassword = "correct horse battery staple";

    private readonly Dictionary<string, TestUser> users = [];

    private TestTeam(SlackApi api, string id, string domain)
    {
        Api = api;
        Id = id;
        Domain = domain;
    }

    public SlackApi Api { get; }

    public string Id { get; }

    public string Domain { get; }

    public TestUser Admin => users["admin"];

    public TestUser this[string name] => users[name];

    /// <summary>#general's id.</summary>
    public string General { get; private set; } = "";

    public static Task<TestTeam> CreateAsync(SlackApi api, params string[] people) => CreateNamedAsync(api, null, people);

    /// <param name="name">What people call it; null: after its domain.</param>
    public static async Task<TestTeam> CreateNamedAsync(SlackApi api, string? name, params string[] people)
    {
        var domain = "t" + RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuvwxyz", 12);
        var made = await api.Admin(HttpMethod.Post, "admin/teams", new
        {
            name = name ?? "Team " + domain,
            domain,
            admin = new { name = "admin", email = "admin@example.org", password = AdminPassword },
        });
        var team = new TestTeam(api, made["team"]!["id"]!.GetValue<string>(), domain);
        team.users["admin"] = new TestUser(made["user"]!["id"]!.GetValue<string>(), "admin", made["token"]!.GetValue<string>(), "admin@example.org");
        foreach (var person in people)
            await team.AddAsync(person);
        var channels = await api.Ok("conversations.list", team.Admin.Token, ("limit", 100));
        team.General = channels["channels"]!.AsArray().Single(c => c!["is_general"]?.GetValue<bool>() == true)!["id"]!.GetValue<string>();
        return team;
    }

    /// <summary>Adds a person, or a bot when the name begins with "bot".</summary>
    public async Task<TestUser> AddAsync(string name, string? password = null)
    {
        var isBot = name.StartsWith("bot", StringComparison.Ordinal);
        var email = isBot ? null : name + "@example.org";
        var body = new JsonObject { ["name"] = name, ["is_bot"] = isBot };
        if (email is not null)
            body["email"] = email;
        if (password is not null)
            body["password"] = password;
        var made = await Api.Admin(HttpMethod.Post, $"admin/teams/{Id}/users", body);
        var user = new TestUser(made["user"]!["id"]!.GetValue<string>(), name, made["token"]!.GetValue<string>(), email);
        return users[name] = user;
    }

    /// <summary>An invitation's code.</summary>
    public async Task<string> InviteAsync(string email, string? name = null, string key = EmbeddedServer.OperatorKey)
    {
        var made = await Api.Admin(HttpMethod.Post, $"admin/teams/{Id}/invitations", new { email, name }, key);
        var url = new Uri(made["invitation"]!["url"]!.GetValue<string>());
        Assert.Equal(Api.Address.Authority, url.Authority);
        Assert.StartsWith("/join/", url.AbsolutePath, StringComparison.Ordinal);
        return url.AbsolutePath["/join/".Length..];
    }

    /// <summary>Answers what <c>POST /web/invitation</c> answered, which must be ok.</summary>
    public async Task<JsonObject> InviteAndAcceptAsync(string email, string name, string password = AdminPassword)
    {
        var answer = await Api.Web(HttpMethod.Post, "web/invitation", new { invitation = await InviteAsync(email), name, password });
        Assert.True(answer["ok"]!.GetValue<bool>(), answer.ToJsonString());
        return answer;
    }

    public Task DeactivateAsync(string name) => Api.Admin(HttpMethod.Delete, $"admin/teams/{Id}/users/{this[name].Id}");

    /// <summary>The same team seen through another address (another gateway, a proxy).</summary>
    public TestTeam Through(SlackApi other)
    {
        var same = new TestTeam(other, Id, Domain) { General = General };
        foreach (var (name, user) in users)
            same.users[name] = user;
        return same;
    }

    /// <summary>Posts over HTTP and answers the message's ts.</summary>
    public async Task<string> PostAsync(string author, string channel, string text, string? thread = null, bool broadcast = false)
    {
        var answer = await Api.Ok("chat.postMessage", this[author].Token, ("channel", channel), ("text", text), ("thread_ts", thread), ("reply_broadcast", broadcast ? true : null));
        return answer["ts"]!.GetValue<string>();
    }

    public async Task<string> CreateChannelAsync(string creator, string name, bool isPrivate = false, params string[] members)
    {
        var made = await Api.Ok("conversations.create", this[creator].Token, ("name", name), ("is_private", isPrivate));
        var id = made["channel"]!["id"]!.GetValue<string>();
        if (members.Length > 0)
            await Api.Ok("conversations.invite", this[creator].Token, ("channel", id), ("users", string.Join(',', members.Select(m => this[m].Id))));
        return id;
    }

    public async Task<string> OpenDmAsync(string opener, params string[] others)
    {
        var made = await Api.Ok("conversations.open", this[opener].Token, ("users", string.Join(',', others.Select(o => this[o].Id))));
        return made["channel"]!["id"]!.GetValue<string>();
    }

    /// <summary>A channel's whole history, newest first, over as many pages as it takes.</summary>
    public Task<List<JsonObject>> HistoryAsync(string reader, string channel) => PagesAsync("conversations.history", reader, ("channel", channel));

    /// <summary>A thread's root and all replies, oldest first.</summary>
    public Task<List<JsonObject>> RepliesAsync(string reader, string channel, string root) =>
        PagesAsync("conversations.replies", reader, ("channel", channel), ("ts", root));

    private async Task<List<JsonObject>> PagesAsync(string method, string reader, params (string, object?)[] arguments)
    {
        var all = new List<JsonObject>();
        string? cursor = null;
        do
        {
            var page = await Api.Ok(method, this[reader].Token, [.. arguments, ("limit", 200), ("cursor", cursor)]);
            all.AddRange(page["messages"]!.AsArray().Select(m => m!.AsObject()));
            cursor = page["response_metadata"]?["next_cursor"]?.GetValue<string>();
        }
        while (!string.IsNullOrEmpty(cursor));
        return all;
    }
}
