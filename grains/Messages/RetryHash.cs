using System.Security.Cryptography;
using System.Text;

namespace Chat.Messages;

/// <summary>What makes a post idempotent: 16 bytes over author and retry key; unique in the channel for as long as the message exists.</summary>
internal static class RetryHash
{
    public static byte[] Of(UserId author, string key) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{author}\n{key}"))[..16];
}
