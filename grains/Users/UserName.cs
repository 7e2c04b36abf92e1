using Chat.Errors;

namespace Chat.Users;

internal static class UserName
{
    private const int MaxLength = 80;
    private const int MaxDerived = 70;

    /// <summary>Lower-case letters, digits, '.', '-', '_'; 1 to 80 characters; what is typed otherwise is brought into that form. Errors: invalid_username.</summary>
    public static string Require(string? text)
    {
        var name = (text ?? "").Trim().ToLowerInvariant().Replace(' ', '.');
        if (name.Length is 0 or > MaxLength || name == "slackbot" || name.Any(c => !char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_')))
            throw new ChatException(ErrorCodes.InvalidUsername);
        return name;
    }

    /// <summary>The same form made of whatever somebody is called, with room for a number; "member" where nothing is left.</summary>
    public static string From(string name)
    {
        var kept = new string([.. name.Trim().ToLowerInvariant().Replace(' ', '.').Where(static c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_')]);
        return kept.Length == 0 ? "member" : kept.Length <= MaxDerived ? kept : kept[..MaxDerived];
    }
}
