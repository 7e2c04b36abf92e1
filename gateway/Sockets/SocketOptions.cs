using Microsoft.Extensions.Options;

namespace Chat.Sockets;

/// <summary>Limits and times of sockets; section <c>Chat:Sockets</c>. The limits on bytes are per socket.</summary>
public sealed class SocketOptions
{
    public const string Section = "Chat:Sockets";

    /// <summary>The longest message that a client may send, over all its fragments.</summary>
    public int MaxMessageBytes { get; set; } = 16 * 1024;

    /// <summary>Sent and not yet taken by the network: above this, ephemeral frames are dropped.</summary>
    public int SoftLimitBytes { get; set; } = 256 * 1024;

    /// <summary>Sent and not yet taken by the network: above this, the socket closes with <see cref="CloseCodes.SlowReader"/>.</summary>
    public int HardLimitBytes { get; set; } = 1024 * 1024;

    /// <summary>The longest request (line and headers) that may ask for a socket.</summary>
    public int MaxHandshakeBytes { get; set; } = 8 * 1024;

    /// <summary>Sockets of this process; those beyond are answered 503.</summary>
    public int MaxSockets { get; set; } = 200_000;

    /// <summary>From a request's first byte to its last.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a new connection may stay silent; browsers open some ahead of need.</summary>
    public TimeSpan FirstByteTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>A keep-alive ping is sent this long after the last ping. Some clients give up on a server after 30 s without one.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>A client that sent nothing for so long, not even a pong, is gone.</summary>
    public TimeSpan ReceiveTimeout { get; set; } = TimeSpan.FromSeconds(75);

    /// <summary>A client that takes none of what waits for it for so long is cut off.</summary>
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may take to answer a close frame.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The period of the one loop that watches all of the above; the grain of these times.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a socket lives at most, so that clients come to gateways that were added since; each ends at a time of its own in the last quarter. Zero: as
    /// long as it likes.
    /// </summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(8);

    /// <summary>When the process stops, its sockets are closed one by one over at most this time (10 ms each while they are few), so that clients do not come back all at once.</summary>
    public TimeSpan DrainOver { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Serves <c>/echo/</c>, which sends every message back: for conformance suites, never in production.</summary>
    public bool Echo { get; set; }

    /// <summary>Asked for every handshake, when set; false is answered 403.</summary>
    public Func<SocketHandshake, bool>? OriginAllowed { get; set; }
}

/// <summary>Says at start what is wrong with the section, instead of a socket's odd behaviour later.</summary>
internal sealed class SocketOptionsValidator : IValidateOptions<SocketOptions>
{
    private static readonly TimeSpan LongestPingInterval = TimeSpan.FromSeconds(28);

    public ValidateOptionsResult Validate(string? name, SocketOptions options)
    {
        var faults = new List<string>();
        void Require(bool holds, string rule)
        {
            if (!holds)
                faults.Add($"{SocketOptions.Section}: {rule}");
        }

        Require(options.MaxMessageBytes is >= 125 and <= 64 * 1024 * 1024, "MaxMessageBytes is between 125 and 67108864.");
        Require(options.SoftLimitBytes >= 1024, "SoftLimitBytes is at least 1024.");
        Require(options.HardLimitBytes >= options.SoftLimitBytes, "HardLimitBytes is not below SoftLimitBytes.");
        Require(options.MaxHandshakeBytes is >= 512 and <= 64 * 1024, "MaxHandshakeBytes is between 512 and 65536.");
        Require(options.MaxSockets > 0, "MaxSockets is above 0.");
        Require(options.HandshakeTimeout > TimeSpan.Zero, "HandshakeTimeout is above 0.");
        Require(options.FirstByteTimeout >= options.HandshakeTimeout, "FirstByteTimeout is not below HandshakeTimeout.");
        Require(options.PingInterval > TimeSpan.Zero && options.PingInterval <= LongestPingInterval, "PingInterval is above 0 and at most 28 s.");
        Require(options.ReceiveTimeout >= 2 * options.PingInterval, "ReceiveTimeout is at least twice PingInterval.");
        Require(options.FlushTimeout > TimeSpan.Zero, "FlushTimeout is above 0.");
        Require(options.CloseTimeout > TimeSpan.Zero, "CloseTimeout is above 0.");
        Require(
            options.SweepInterval > TimeSpan.Zero && options.SweepInterval <= options.CloseTimeout,
            "SweepInterval is above 0 and at most CloseTimeout.");
        Require(options.MaxAge == TimeSpan.Zero || options.MaxAge >= TimeSpan.FromSeconds(1), "MaxAge is zero or at least 1 s.");
        Require(options.DrainOver >= TimeSpan.Zero, "DrainOver is not negative.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
