using System.Security.Cryptography;

namespace Chat.Sessions;

/// <summary>This process among the gateways: new with each start, so that nobody takes it for the one before.</summary>
internal sealed class GatewayIdentity
{
    public string Id { get; } = $"{Environment.MachineName}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
}
