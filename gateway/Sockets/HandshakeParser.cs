using System.Buffers;
using System.Text;

namespace Chat.Sockets;

/// <summary>Reads a request head (RFC 9112) strictly: CR LF line ends, no folding, no space before a colon. Whatever is unusual is refused.</summary>
internal static class HandshakeParser
{
    private static readonly SearchValues<char> Tokens =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Bytes of the head with the empty line that ends it, or -1 while that has not come.</summary>
    public static int LengthOf(ReadOnlySpan<byte> received)
    {
        var end = received.IndexOf("\r\n\r\n"u8);
        return end < 0 ? -1 : end + 4;
    }

    /// <param name="head">A whole head of a GET request, as far as <see cref="LengthOf"/> says.</param>
    /// <param name="target">The request target: path and query as they were sent.</param>
    public static HandshakeRefusal? Parse(ReadOnlySpan<byte> head, out HandshakeRequest request, out string target)
    {
        request = new HandshakeRequest();
        target = "";
        // Latin-1 keeps every byte as one character, so that nothing is decoded into something else before it is judged.
        var text = Encoding.Latin1.GetString(head[..^4]);
        var isFirst = true;
        foreach (var range in text.AsSpan().Split("\r\n"))
        {
            var line = text.AsSpan(range);
            var fault = isFirst ? ParseRequestLine(line, out target) : ParseHeader(line, request);
            if (fault is not null)
                return HandshakeRefusal.Bad(fault);
            isFirst = false;
        }
        return null;
    }

    private static string? ParseRequestLine(ReadOnlySpan<char> line, out string target)
    {
        const string Method = "GET ";
        const string Version = " HTTP/1.1";
        target = "";
        if (!line.StartsWith(Method) || !line.EndsWith(Version) || line.Length <= Method.Length + Version.Length)
            return "The request line is not GET, a path and HTTP/1.1.";
        var path = line[Method.Length..^Version.Length];
        if (path.ContainsAnyExceptInRange('!', '~') || path.Contains('#'))
            return "The path has a character that a request line cannot have.";
        target = path.ToString();
        return null;
    }

    private static string? ParseHeader(ReadOnlySpan<char> line, HandshakeRequest request)
    {
        var colon = line.IndexOf(':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(Tokens))
            return "A header's name is malformed.";
        var value = line[(colon + 1)..].Trim(" \t");
        foreach (var c in value)
        {
            if (c is < ' ' and not '\t' or '\x7f')
                return "A header's value has a control character.";
        }
        request.Add(line[..colon].ToString(), value.ToString());
        return null;
    }
}
