using System.ComponentModel.DataAnnotations;

namespace Chat.Limits;

/// <summary>Whose calls Slack's tiers count.</summary>
public enum Tiered
{
    /// <summary>Those of bots, which are what Slack's own limits are for. People's clients ask for what people look at.</summary>
    Bots,

    /// <summary>Those of everybody.</summary>
    All,

    Off,
}

/// <summary>Section <c>Chat:Limits</c>: how often HTTP may be called. All are counted by each gateway for itself.</summary>
public sealed class LimitOptions
{
    public const string Section = "Chat:Limits";

    /// <summary>Web API calls per second that one user may make for long, with all tokens together.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 200;

    /// <summary>Web API calls that one user may make at once.</summary>
    [Range(1, 1_000_000)]
    public int RequestBurst { get; set; } = 1000;

    /// <summary>The same of all users of a team together.</summary>
    [Range(1, 10_000_000)]
    public int TeamRequestsPerSecond { get; set; } = 5_000;

    [Range(1, 10_000_000)]
    public int TeamRequestBurst { get; set; } = 20_000;

    /// <summary>
    /// HTTP requests of any kind per second from one address (IPv4, or an IPv6 /64). High enough for an office behind one address; also what
    /// those without a token have.
    /// </summary>
    [Range(1, 10_000_000)]
    public int AddressRequestsPerSecond { get; set; } = 2_000;

    [Range(1, 10_000_000)]
    public int AddressRequestBurst { get; set; } = 10_000;

    /// <summary>
    /// rtm.connect and rtm.start calls that one user may make at once; one more each second after that. Official clients call again
    /// without any pause when a socket fails, so this is what rations them.
    /// </summary>
    [Range(1, 1_000_000)]
    public int ConnectBurst { get; set; } = 30;

    /// <summary>rtm.connect and rtm.start calls per second that this gateway admits, whoever asks; twice as many at once.</summary>
    [Range(1, 1_000_000)]
    public int ConnectsPerSecond { get; set; } = 500;

    public Tiered Tiers { get; set; } = Tiered.Bots;

    /// <summary>Calls a minute of one user for one method of Slack's second tier; as many may come at once.</summary>
    [Range(1, 1_000_000)]
    public int Tier2 { get; set; } = 20;

    [Range(1, 1_000_000)]
    public int Tier3 { get; set; } = 50;

    [Range(1, 1_000_000)]
    public int Tier4 { get; set; } = 100;

    /// <summary>Messages per second that one user who is tiered may post in one channel over HTTP, for long.</summary>
    [Range(1, 1_000_000)]
    public int PostsPerSecond { get; set; } = 1;

    /// <summary>The same at once.</summary>
    [Range(1, 1_000_000)]
    public int PostBurst { get; set; } = 10;
}
