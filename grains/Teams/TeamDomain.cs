using Chat.Errors;

namespace Chat.Teams;

internal static class TeamDomain
{
    /// <summary>A DNS label of 1 to 63 characters: lower-case letters, digits, inner hyphens. Errors: invalid_domain.</summary>
    public static string Require(string? text)
    {
        var domain = (text ?? "").Trim().ToLowerInvariant();
        if (domain.Length is 0 or > 63 || domain[0] == '-' || domain[^1] == '-' || domain.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
            throw new ChatException(ErrorCodes.InvalidDomain);
        return domain;
    }
}
