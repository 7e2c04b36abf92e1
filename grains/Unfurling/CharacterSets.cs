using System.Text;
using System.Text.RegularExpressions;

namespace Chat.Unfurling;

/// <summary>
/// Bytes of a page as text: the character set that the HTTP header names, else the byte order mark's, else the one in a meta element, else UTF-8 if it is
/// that, else windows-1252, as browsers do. Labels are those of the WHATWG Encoding Standard that pages use.
/// </summary>
internal static partial class CharacterSets
{
    /// <summary>A page names its set within its first kilobyte, says HTML; a little patience costs nothing.</summary>
    private const int MetaWindow = 4 * 1024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private static readonly Dictionary<string, int> CodePages = Build();

    public static string Decode(byte[] bytes, string? fromHeader)
    {
        var (mark, length) = Mark(bytes);
        var encoding = Find(fromHeader) ?? mark ?? Find(FromMeta(bytes), inMarkup: true) ?? (IsUtf8(bytes) ? Encoding.UTF8 : OfPage(1252));
        // Its own mark is no text; another's is a fault of the page, which shows.
        var skipped = mark is not null && mark.CodePage == encoding.CodePage ? length : 0;
        return encoding.GetString(bytes, skipped, bytes.Length - skipped);
    }

    /// <summary>Characters that were written as the numbers of their bytes in windows-1252 (<c>&amp;#146;</c>), as HTML reads them.</summary>
    public static char FromWindows1252(char c) => OfPage(1252).GetString([(byte)c])[0];

    /// <param name="inMarkup">What can be read as ASCII is not UTF-16, whatever it says.</param>
    private static Encoding? Find(string? label, bool inMarkup = false)
    {
        if (label is null || !CodePages.TryGetValue(label.Trim().ToLowerInvariant(), out var page))
            return null;
        return inMarkup && page is 1200 or 1201 ? Encoding.UTF8 : OfPage(page);
    }

    private static (Encoding? Encoding, int Length) Mark(byte[] bytes) => bytes switch
    {
        [0xef, 0xbb, 0xbf, ..] => (Encoding.UTF8, 3),
        [0xff, 0xfe, ..] => (Encoding.Unicode, 2),
        [0xfe, 0xff, ..] => (Encoding.BigEndianUnicode, 2),
        _ => (null, 0),
    };

    private static string? FromMeta(byte[] bytes)
    {
        var start = Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, MetaWindow));
        return MetaCharset().Match(start) is { Success: true } match ? match.Groups[1].Value : null;
    }

    private static bool IsUtf8(byte[] bytes)
    {
        // The last character may have been cut.
        var end = bytes.Length;
        for (var back = 0; back < 3 && end > 0 && bytes[end - 1] >= 0x80; back++)
            end--;
        try
        {
            Strict.GetCharCount(bytes, 0, end);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static Encoding OfPage(int page) => page switch
    {
        65001 => Encoding.UTF8,
        1200 => Encoding.Unicode,
        1201 => Encoding.BigEndianUnicode,
        _ => CodePagesEncodingProvider.Instance.GetEncoding(page)!,
    };

    private static Dictionary<string, int> Build()
    {
        var pages = new Dictionary<string, int>(StringComparer.Ordinal);
        Add(65001, "utf-8", "utf8", "unicode-1-1-utf-8", "x-unicode20utf8");
        Add(1200, "utf-16", "utf-16le", "unicode");
        Add(1201, "utf-16be");
        for (var page = 1250; page <= 1258; page++)
            Add(page, $"windows-{page}", $"cp{page}", $"x-cp{page}");
        Add(1252, "iso-8859-1", "iso8859-1", "latin1", "l1", "ascii", "us-ascii", "ansi_x3.4-1968");
        Add(1254, "iso-8859-9", "latin5");
        Add(874, "windows-874", "tis-620", "iso-8859-11");
        for (var part = 2; part <= 8; part++)
            Add(28590 + part, $"iso-8859-{part}", $"iso8859-{part}");
        Add(28592, "latin2");
        Add(28603, "iso-8859-13");
        Add(28605, "iso-8859-15", "latin9");
        Add(20866, "koi8-r", "koi8", "koi");
        Add(21866, "koi8-u");
        Add(866, "ibm866", "cp866");
        Add(10000, "macintosh");
        Add(932, "shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji");
        Add(51932, "euc-jp", "x-euc-jp");
        Add(50220, "iso-2022-jp");
        Add(54936, "gb18030", "gb2312", "gbk", "x-gbk", "gb_2312-80", "chinese");
        Add(950, "big5", "big5-hkscs", "x-x-big5");
        Add(949, "euc-kr", "ks_c_5601-1987", "korean", "windows-949");
        return pages;

        void Add(int page, params string[] labels)
        {
            foreach (var label in labels)
                pages[label] = page;
        }
    }

    [GeneratedRegex("""<meta[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex MetaCharset();
}
