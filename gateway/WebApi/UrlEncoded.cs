using System.Text;
using Chat.Errors;

namespace Chat.WebApi;

/// <summary>
/// Parses <c>application/x-www-form-urlencoded</c> (bodies and queries). Strict where it matters: bytes that are not text of the charset are
/// refused instead of being replaced, so that nobody stores or compares what the client did not send.
/// </summary>
internal static class UrlEncoded
{
    public static readonly Encoding StrictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const int MaxArguments = 256;

    /// <summary>Errors: invalid_charset, invalid_arg_name, invalid_form_data (too many arguments).</summary>
    public static void Read(ReadOnlySpan<byte> body, Encoding charset, Arguments into)
    {
        var seen = 0;
        var scratch = new byte[body.Length];
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            if (pair.IsEmpty)
                continue;
            if (++seen > MaxArguments)
                throw new ChatException(ErrorCodes.InvalidFormData);
            var equals = pair.IndexOf((byte)'=');
            var name = Decode(equals < 0 ? pair : pair[..equals], scratch, charset);
            into.Set(name, equals < 0 ? "" : Decode(pair[(equals + 1)..], scratch, charset));
        }
    }

    /// <summary>Errors: invalid_charset.</summary>
    public static string Text(ReadOnlySpan<byte> bytes, Encoding charset)
    {
        try
        {
            return charset.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ChatException(ErrorCodes.InvalidCharset);
        }
    }

    private static string Decode(ReadOnlySpan<byte> encoded, byte[] scratch, Encoding charset)
    {
        var length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            var b = encoded[i];
            if (b == '%' && i + 2 < encoded.Length && char.IsAsciiHexDigit((char)encoded[i + 1]) && char.IsAsciiHexDigit((char)encoded[i + 2]))
            {
                b = (byte)(HexOf(encoded[i + 1]) << 4 | HexOf(encoded[i + 2]));
                i += 2;
            }
            else if (b == '+')
            {
                b = (byte)' ';
            }
            scratch[length++] = b;
        }
        return Text(scratch.AsSpan(0, length), charset);
    }

    private static int HexOf(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
