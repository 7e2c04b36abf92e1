using Chat.Errors;

namespace Chat.Messages;

/// <summary>A reaction's name: <c>thumbsup</c>, <c>+1</c>, <c>wave::skin-tone-3</c>; surrounding colons are taken off.</summary>
internal static class EmojiName
{
    public const int MaxLength = 100;

    /// <summary>Errors: invalid_name.</summary>
    public static string Require(string? text)
    {
        var name = (text ?? "").Trim().Trim(':');
        if (name.Length is 0 or > MaxLength || name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('_' or '-' or '+' or '\'' or ':')))
            throw new ChatException(ErrorCodes.InvalidName);
        return name;
    }
}
