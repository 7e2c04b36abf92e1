using System.Net.Mail;
using Chat.Errors;

namespace Chat.Users;

internal static class EmailAddress
{
    /// <summary>One bare address of at most 254 characters. Errors: invalid_email.</summary>
    public static string Require(string? text) =>
        text is { Length: > 2 and <= 254 } && MailAddress.TryCreate(text, out var address) && address.Address == text
            ? text
            : throw new ChatException(ErrorCodes.InvalidEmail);
}
