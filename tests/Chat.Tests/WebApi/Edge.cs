using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Chat.Auditing;
using Chat.Errors;
using Chat.Gateway;
using Chat.Operations;
using Chat.Teams;
using Chat.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Chat.Tests.WebApi;

/// <summary>The edge on a real Kestrel and a free port, over stubbed grains: one team with an admin, a person and a bot.</summary>
public class Edge : IAsyncLifetime
{
    public const string OperatorKey = "operator-key-of-the-test";
    public const string AdminToken = "xoxp-T0000001A-admin0000000000000000000000000000000000000000";
    public const string AnnToken = "xoxp-T0000001A-ann000000000000000000000000000000000000000000";
    public const string BotToken = "xoxb-T0000001A-bot000000000000000000000000000000000000000000";
    public const string RevokedToken = "xoxp-T0000001A-revoked00000000000000000000000000000000000000";
    public const string UnknownTeamToken = "xoxp-T00000ZZZ-x00000000000000000000000000000000000000000000";

    private WebApplication? app;

    internal static readonly TeamId TeamId = TeamId.Parse("T0000001A");
    internal static readonly Team Team = new(TeamId, "Example", "example", 1_700_000_000, "s1");
    internal static readonly Caller Admin = new(TeamId, new UserId("U0ADMIN"), "root", IsBot: false, IsAdmin: true, null, "admin-key");
    internal static readonly Caller Ann = new(TeamId, new UserId("U0ANN"), "ann", IsBot: false, IsAdmin: false, null, "ann-key");
    internal static readonly Caller Bot = new(TeamId, new UserId("U0BOT"), "ci", IsBot: true, IsAdmin: false, "B0BOT", "bot-key");

    protected virtual Dictionary<string, string?> Settings => [];

    internal StubGrains Grains { get; } = new();

    internal IReadOnlyList<Microsoft.AspNetCore.Http.Endpoint> Endpoints =>
        app!.Services.GetRequiredService<Microsoft.AspNetCore.Routing.EndpointDataSource>().Endpoints;

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<Uri> Addresses { get; private set; } = [];

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Chat:Operator:Key"] = OperatorKey,
            ["Chat:SignIn:WorkFactor"] = "4",
            ["Chat:GrainCalls:TotalTimeout"] = "00:00:01",
        });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(Grains.Factory);
        builder.Services.AddChatGateway(builder.Configuration);
        builder.AddOperationsPort();
        app = builder.Build();
        app.MapChatGateway();
        AnswerBasics();
        await app.StartAsync(TestContext.Current.CancellationToken);
        Addresses = [.. app.Urls.Select(url => new Uri(url))];
        Http.BaseAddress = Addresses[0];
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (app is not null)
            await app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Calls a Web API method by form and answers the parsed body.</summary>
    public async Task<(HttpResponseMessage Response, JsonElement Json)> Call(string method, string? token, params (string Name, string Value)[] arguments)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/{method}");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = new FormUrlEncodedContent(arguments.Select(a => new KeyValuePair<string, string>(a.Name, a.Value)));
        return await Send(request);
    }

    /// <summary>Calls /admin with a JSON body (null: none) and answers the parsed body.</summary>
    public async Task<(HttpResponseMessage Response, JsonElement Json)> CallAdmin(HttpMethod verb, string path, string? credential, string? body = null)
    {
        using var request = new HttpRequestMessage(verb, "/admin" + path);
        if (credential is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await Send(request);
    }

    public async Task<(HttpResponseMessage Response, JsonElement Json)> Send(HttpRequestMessage request)
    {
        var cancel = TestContext.Current.CancellationToken;
        var response = await Http.SendAsync(request, cancel);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancel));
        return (response, json.RootElement.Clone());
    }

    private void AnswerBasics()
    {
        Grains.On<ITeamDirectoryGrain, bool>("Exists", (_, arguments) => (TeamId)arguments[0]! == TeamId);
        Grains.On<ITeamDirectoryGrain, bool>("Ping", (_, _) => true);
        Grains.On<ITeamDirectoryGrain, Team[]>("List", (_, _) => [Team]);
        Grains.On<ITeamDirectoryGrain, Team?>("FindByDomain", (_, arguments) => (string)arguments[0]! == Team.Domain ? Team : null);
        Grains.On<IAuditGrain, bool>("Begin", (_, _) => true);
        Grains.On<IAuditGrain, bool>("End", (_, _) => true);
        Grains.On<ITeamGrain, Team>("GetTeam", (_, _) => Team);
        Grains.On<IRosterGrain, Caller>("Authenticate", (_, arguments) => Holder((byte[])arguments[0]!));
    }

    private static Caller Holder(byte[] hash)
    {
        (string Token, Caller Caller)[] holders = [(AdminToken, Admin), (AnnToken, Ann), (BotToken, Bot)];
        foreach (var (token, caller) in holders)
        {
            if (Token.Hash(token).AsSpan().SequenceEqual(hash))
                return caller;
        }
        var isRevoked = Token.Hash(RevokedToken).AsSpan().SequenceEqual(hash);
        throw new ChatException(isRevoked ? ErrorCodes.TokenRevoked : ErrorCodes.InvalidAuth);
    }
}
