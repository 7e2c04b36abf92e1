using System.Text;

namespace Chat.Search;

/// <summary>
/// Letters without case and diacritics: é is e, Ω is ω, ß is ss, a full-width letter is the ordinary one. The runtime decomposes nothing without the
/// libraries of a culture, which this process does not load; the tables are the compatibility decompositions of Unicode 15 without their marks, and the
/// letters that people without them on their keyboards write otherwise (ø, ł, đ).
/// </summary>
internal static class LetterFolding
{
    /// <summary>U+00C0 to U+024F, one character each; a blank where there is nothing to fold.</summary>
    private const string Latin =
        "aaaaaa ceeeeiiiidnooooo ouuuuy  aaaaaa ceeeeiiiidnooooo ouuuuy y"
        + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkkklllllll"
        + "lllnnnnnn nnoooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
        + "ƀɓƃƃƅƅɔƈƈɖɗƌƌƍǝəɛffɠɣƕɩɨƙƙƚƛɯɲƞɵooƣƣƥƥʀƨƨʃƪƫƭƭʈuuʊʋƴƴƶƶʒƹƹƺƻƽƽƾƿ"
        + "ǀǁǂǃ         aaiioouuuuuuuuuuǝaaaa  ǥǥggkkooooʒʒj   ggƕƿnnaa  oo"
        + "aaaaeeeeiiiioooorrrruuuussttȝȝhhƞȡȣȣȥȥaaeeooooooooyyȴȵȶȷȸȹⱥȼȼƚⱦȿ"
        + "ɀɂɂƀʉʌɇɇɉɉɋɋɍɍɏɏ";

    /// <summary>U+1E00 to U+1EFF, one character each; a blank where there is nothing to fold.</summary>
    private const string LatinAdditional =
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
        + "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
        + "wwwwwwwwwwxxxxyyzzzzzzhtwy sẜẝ ẟaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
        + "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyỻỻỽỽỿỿ";

    /// <summary>U+0370 to U+03FF, one character each; a blank where there is nothing to fold.</summary>
    private const string Greek =
        "ͱͱͳͳʹ ͷͷ   ͻͼͽ ϳ      α εηι ο υωιαβγδεζηθικλμνξοπρ στυφχψωιυαεηι"
        + "υαβγδεζηθικλμνξοπρσστυφχψωιυουωϗβθυυυφπϗϙϙϛϛϝϝϟϟϡϡϣϣϥϥϧϧϩϩϫϫϭϭϯϯ"
        + "κρσϳθε ϸϸσϻϻϼͻͼͽ";

    /// <summary>U+1F00 to U+1FFF, one character each; a blank where there is nothing to fold.</summary>
    private const string GreekExtended =
        "ααααααααααααααααεεεεεε  εεεεεε  ηηηηηηηηηηηηηηηηιιιιιιιιιιιιιιιι"
        + "οοοοοο  οοοοοο  υυυυυυυυ υ υ υ υωωωωωωωωωωωωωωωωααεεηηιιοουυωω  "
        + "ααααααααααααααααηηηηηηηηηηηηηηηηωωωωωωωωωωωωωωωωααααα ααααααα ι "
        + "  ηηη ηηεεηηη   ιιιι  ιιιιιι    υυυυρρυυυυυυρ     ωωω ωωοοωωω   ";

    /// <summary>Appends a letter, digit or mark as it is compared; marks that only stand above or below another letter are left out.</summary>
    public static void Append(StringBuilder text, Rune rune)
    {
        var value = rune.Value;
        if (rune.IsAscii)
        {
            text.Append(char.ToLowerInvariant((char)value));
            return;
        }
        if (IsDiacritic(value))
            return;
        if (Several(value) is { } several)
        {
            text.Append(several);
            return;
        }
        var folded = value switch
        {
            >= 0x00C0 and <= 0x024F => Latin[value - 0x00C0],
            >= 0x1E00 and <= 0x1EFF => LatinAdditional[value - 0x1E00],
            >= 0x0370 and <= 0x03FF => Greek[value - 0x0370],
            >= 0x1F00 and <= 0x1FFF => GreekExtended[value - 0x1F00],
            >= 0xFF21 and <= 0xFF3A => (char)(value - 0xFF21 + 'a'),
            >= 0xFF41 and <= 0xFF5A => (char)(value - 0xFF41 + 'a'),
            >= 0xFF10 and <= 0xFF19 => (char)(value - 0xFF10 + '0'),
            // ё is often written е; й is another letter than и.
            0x0401 or 0x0451 or 0x0400 or 0x0450 => 'е',
            _ => ' ',
        };
        if (folded != ' ')
            text.Append(folded);
        else
            text.Append(Rune.ToLowerInvariant(rune).ToString());
    }

    /// <summary>Accents of Latin, Greek and Cyrillic; points and vowel signs of Hebrew and Arabic, which are mostly left out in writing.</summary>
    private static bool IsDiacritic(int value) => value is
        (>= 0x0300 and <= 0x036F) or (>= 0x0483 and <= 0x0487) or (>= 0x0591 and <= 0x05C7) or (>= 0x064B and <= 0x065F) or 0x0670
        or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20FF) or (>= 0xFE00 and <= 0xFE2F);

    private static string? Several(int value) => (char)value switch
    {
        _ when value > char.MaxValue => null,
        'Æ' or 'æ' or 'Ǣ' or 'ǣ' or 'Ǽ' or 'ǽ' => "ae",
        'Þ' or 'þ' => "th",
        'ß' or 'ẞ' => "ss",
        'Ĳ' or 'ĳ' => "ij",
        'Œ' or 'œ' => "oe",
        'Ǆ' or 'ǅ' or 'ǆ' or 'Ǳ' or 'ǲ' or 'ǳ' => "dz",
        'Ǉ' or 'ǈ' or 'ǉ' => "lj",
        'Ǌ' or 'ǋ' or 'ǌ' => "nj",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' or 'ﬆ' => "st",
        _ => null,
    };
}
