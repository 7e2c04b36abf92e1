using System.Globalization;
using Chat.Signing;

namespace Chat.Transfer.Exporting;

/// <summary>
/// Links that open one export's file until a time, for a browser that has no token. Signed with a key that this export alone has: a link of another one, or of
/// another team, has another key. Pure.
/// </summary>
internal static class ExportLink
{
    public const int KeyBytes = 32;

    /// <summary>The address under the server's own.</summary>
    /// <param name="key">The export's.</param>
    /// <param name="job">The export.</param>
    /// <param name="expires">Seconds since 1970.</param>
    public static string Of(byte[] key, JobId job, long expires) => string.Create(
        CultureInfo.InvariantCulture, $"/admin/jobs/{job}/file?expires={expires}&signature={ExpiringSignature.Of(key, What(job), expires)}");

    /// <summary>In a time that tells nothing of the right signature.</summary>
    public static bool IsValid(byte[] key, JobId job, long expires, string signature, DateTimeOffset now) =>
        ExpiringSignature.IsValid(key, What(job), expires, signature, now);

    private static string What(JobId job) => $"export {job}";
}
