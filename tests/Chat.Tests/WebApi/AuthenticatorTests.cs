using Chat.Errors;
using Chat.Resilience;
using Chat.Teams;
using Chat.Users;
using Chat.WebApi;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.Tests.WebApi;

/// <summary>Who holds a token, also while nobody can be asked which teams there are.</summary>
public sealed class AuthenticatorTests
{
    private readonly StubGrains _grains = new();
    private readonly Authenticator _authenticator;

    public AuthenticatorTests()
    {
        var calls = new GrainCalls(Options.Create(new GrainCallOptions { TotalTimeout = TimeSpan.FromSeconds(1) }), TimeProvider.System);
        _authenticator = new Authenticator(new ChatGrains(_grains.Factory), calls);
        _grains.On<ITeamDirectoryGrain, bool>("Exists", (_, _) => throw new ChatException(ErrorCodes.ServiceUnavailable, "the directory is away"));
    }

    [Fact]
    public async Task A_team_that_only_its_silo_knows_is_served_while_the_directory_is_away()
    {
        _grains.On<IRosterGrain, Caller>("Authenticate", (_, _) => Edge.Ann);
        Assert.Equal(Edge.Ann, await Authenticate());
        Assert.Equal(Edge.Ann, await Authenticate());
        // Once its own silo has answered for it, nobody else is asked.
        Assert.Single(_grains.Calls, call => call.Verb == "Exists");
    }

    [Fact]
    public async Task A_team_that_nobody_knows_is_asked_for_again_until_the_directory_is_back()
    {
        _grains.On<IRosterGrain, Caller>("Authenticate", (_, _) => throw new ChatException(ErrorCodes.ServiceUnavailable));
        Assert.Equal(ErrorCodes.ServiceUnavailable, (await Assert.ThrowsAsync<ChatException>(Authenticate)).Code);
        _grains.On<ITeamDirectoryGrain, bool>("Exists", (_, _) => false);
        Assert.Equal(ErrorCodes.InvalidAuth, (await Assert.ThrowsAsync<ChatException>(Authenticate)).Code);
        Assert.Single(_grains.Calls, call => call.Verb == "Authenticate");
    }

    private Task<Caller> Authenticate() => _authenticator.Authenticate(Edge.AnnToken, TestContext.Current.CancellationToken);
}
