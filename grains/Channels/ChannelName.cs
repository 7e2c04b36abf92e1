using Chat.Errors;

namespace Chat.Channels;

/// <summary>Slack's rules for channel names: at most 80 characters, letters (of any script) in lower case, digits, hyphens, underscores.</summary>
internal static class ChannelName
{
    public const int MaxLength = 80;

    /// <summary>The name without a leading '#', in lower case. Errors: invalid_name_required, invalid_name_maxlength, invalid_name_specials, invalid_name_punctuation.</summary>
    public static string Require(string? text)
    {
        var name = (text ?? "").Trim().TrimStart('#').ToLowerInvariant();
        if (name.Length == 0)
            throw new ChatException(ErrorCodes.InvalidNameRequired);
        if (name.Length > MaxLength)
            throw new ChatException(ErrorCodes.InvalidNameMaxLength);
        if (name.Any(c => !char.IsLetterOrDigit(c) && !char.IsSurrogate(c) && c is not ('-' or '_') && char.GetUnicodeCategory(c) is not System.Globalization.UnicodeCategory.NonSpacingMark))
            throw new ChatException(ErrorCodes.InvalidNameSpecials);
        if (name.All(c => c is '-' or '_'))
            throw new ChatException(ErrorCodes.InvalidNamePunctuation);
        return name;
    }
}
