namespace Chat.Sockets;

/// <summary>
/// All close codes that this server sends. 1000–1999 are RFC 6455's (section 7.4 and the IANA registry). Ours say what to do next by their
/// range: <b>4000–4499 connect again</b> (with the position that the client has), <b>4500–4999 do not</b>: the same token will be refused.
/// </summary>
public static class CloseCodes
{
    /// <summary>Both sides are done.</summary>
    public const int Normal = 1000;

    /// <summary>The server process ends.</summary>
    public const int GoingAway = 1001;

    /// <summary>A frame broke RFC 6455.</summary>
    public const int ProtocolError = 1002;

    /// <summary>A binary message came; only text is understood.</summary>
    public const int UnsupportedData = 1003;

    /// <summary>A close frame without a code; never sent.</summary>
    public const int NoStatus = 1005;

    /// <summary>The connection broke without a close frame; never sent.</summary>
    public const int Abnormal = 1006;

    /// <summary>A text message was not UTF-8.</summary>
    public const int InvalidPayload = 1007;

    /// <summary>Refused by policy where no closer code fits.</summary>
    public const int PolicyViolation = 1008;

    /// <summary>A message exceeds the limit on messages.</summary>
    public const int MessageTooBig = 1009;

    /// <summary>The server failed at something; connect again.</summary>
    public const int InternalError = 1011;

    /// <summary>What was sent was not read in time: resume from the last position that was handled.</summary>
    public const int SlowReader = 4001;

    /// <summary>This server is being taken out of service: connect again; another one answers.</summary>
    public const int ServerDraining = 4002;

    /// <summary>The socket has lived for as long as one may: connect again, and perhaps to another gateway.</summary>
    public const int TooOld = 4003;

    /// <summary>The ticket in the path is unknown, used or expired: ask for a new address.</summary>
    public const int TicketRefused = 4004;

    /// <summary>This gateway lost its place in the team's stream: connect again with the last position that was handled.</summary>
    public const int Resync = 4005;

    /// <summary>Too many malformed messages in a row.</summary>
    public const int TooManyBadFrames = 4011;

    /// <summary>The token that opened the socket was revoked.</summary>
    public const int TokenRevoked = 4500;

    /// <summary>The user was deactivated.</summary>
    public const int AccountInactive = 4501;

    /// <summary>Whether this server sends the code for reasons of its own.</summary>
    public static bool IsOurs(int code) =>
        code is SlowReader or ServerDraining or TicketRefused or Resync or TooManyBadFrames or TokenRevoked or AccountInactive;

    /// <summary>Whether a client should connect again after this code.</summary>
    public static bool IsFinal(int code) => code is >= 4500 and <= 4999;

    /// <summary>Whether a peer may put this code into a close frame (RFC 6455, section 7.4).</summary>
    public static bool IsSendable(int code) =>
        code is >= 1000 and <= 1014 and not (1004 or NoStatus or Abnormal) or (>= 3000 and <= 4999);
}
