using System.Text.Json;
using Chat.SignIn;

namespace Chat.Admin;

/// <summary>Checks bodies before any work is done, all fields at once. What needs the team's data (names that are taken) its grains check.</summary>
internal static class AdminValidation
{
    public const int MaxTeamName = 80;
    public const int MaxDomain = 63;
    public const int MaxUserName = 80;
    public const int MaxRealName = 80;
    public const int MaxEmail = 254;
    public const int MaxWeight = 1_000;

    /// <exception cref="InvalidBodyException">With what is wrong, by field.</exception>
    public static void Require(NewTeamBody body)
    {
        var errors = new Errors();
        errors.RequireText("name", body.Name, MaxTeamName);
        if (!IsDomain(body.Domain))
            errors.Add("domain", $"Give 1 to {MaxDomain} lower-case letters, digits and hyphens, without a hyphen at either end.");
        if (body.Admin is null)
            errors.Add("admin", "Give the first admin: name, email and password.");
        else
            RequireAdmin(errors, body.Admin);
        errors.Throw();
    }

    private static void RequireAdmin(Errors errors, NewAdminBody admin)
    {
        errors.RequireText("admin.name", admin.Name, MaxUserName);
        errors.RequireEmail("admin.email", admin.Email);
        errors.RequirePassword("admin.password", admin.Password);
    }

    /// <exception cref="InvalidBodyException">With what is wrong, by field.</exception>
    public static void Require(NewUserBody body)
    {
        var errors = new Errors();
        var isBot = body.IsBot ?? false;
        errors.RequireText("name", body.Name, MaxUserName);
        if (!isBot || body.Email is not null)
            errors.RequireEmail("email", body.Email);
        if (isBot && body.Password is not null)
            errors.Add("password", "Bots have tokens and no password: leave it out.");
        else if (body.Password is not null)
            errors.RequirePassword("password", body.Password);
        if (body.RealName is { Length: > MaxRealName })
            errors.Add("real_name", $"Give at most {MaxRealName} characters.");
        errors.Throw();
    }

    /// <exception cref="InvalidBodyException">With what is wrong, by field.</exception>
    public static void Require(UserChangeBody body)
    {
        var errors = new Errors();
        if (body.IsAdmin is null)
            errors.Add("is_admin", "Give true or false.");
        errors.Throw();
    }

    /// <exception cref="InvalidBodyException">With what is wrong, by field.</exception>
    public static void Require(NewInvitationBody body)
    {
        var errors = new Errors();
        errors.RequireEmail("email", body.Email?.Trim());
        if (!string.IsNullOrEmpty(body.Name))
            errors.RequireText("name", body.Name, Users.Invitation.MaxName);
        errors.Throw();
    }

    /// <exception cref="InvalidBodyException">With what is wrong, by field.</exception>
    public static void Require(NewMoveBody body)
    {
        var errors = new Errors();
        if (string.IsNullOrWhiteSpace(body.Shard))
            errors.Add("shard", "Give the name of a shard; GET /admin/shards lists them.");
        errors.Throw();
    }

    /// <exception cref="InvalidBodyException">With what is wrong, by field.</exception>
    public static void Require(ShardChangeBody body)
    {
        var errors = new Errors();
        if (body.State is not (null or "active" or "draining" or "full"))
            errors.Add("state", "Give active, draining or full. DELETE removes a shard that was drained.");
        if (body.Weight is < 1 or > MaxWeight)
            errors.Add("weight", $"Give a number from 1 to {MaxWeight}. A shard that shall take no new teams is full.");
        if (body.State is null && body.Weight is null)
            errors.Add("state", "Give a state, a weight, or both.");
        errors.Throw();
    }

    /// <summary>The shards that a split goes to; none: wherever there is room.</summary>
    /// <exception cref="InvalidBodyException">With what is wrong, by field.</exception>
    public static string[] Targets(SplitBody body)
    {
        string?[] names = body.Shard switch
        {
            null or { ValueKind: JsonValueKind.Null } => [],
            { ValueKind: JsonValueKind.String } one => [one.GetString()],
            { ValueKind: JsonValueKind.Array } list =>
                [.. list.EnumerateArray().Select(static item => item.ValueKind == JsonValueKind.String ? item.GetString() : null)],
            _ => [null],
        };
        var errors = new Errors();
        if (names.Any(string.IsNullOrWhiteSpace))
            errors.Add("shard", "Give the name of a shard, or a list of names; GET /admin/shards lists them.");
        errors.Throw();
        return [.. names.OfType<string>()];
    }

    internal static bool IsDomain(string? text) =>
        text is { Length: > 0 and <= MaxDomain }
        && text[0] != '-'
        && text[^1] != '-'
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>Something before and after one "@", and nothing that breaks a line or a header. Whether it exists only a mail can tell.</summary>
    internal static bool IsEmail(string? text)
    {
        if (text is not { Length: >= 3 and <= MaxEmail } || text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or '"'))
            return false;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1 && at == text.LastIndexOf('@');
    }

    private sealed class Errors
    {
        private readonly Dictionary<string, string[]> byField = new(StringComparer.Ordinal);

        public void Add(string field, string advice) => byField[field] = [advice];

        public void RequireText(string field, string? text, int max)
        {
            if (string.IsNullOrWhiteSpace(text) || text.Length > max || text.Any(char.IsControl))
                Add(field, $"Give 1 to {max} characters on one line.");
        }

        public void RequireEmail(string field, string? text)
        {
            if (!IsEmail(text))
                Add(field, "Give an e-mail address, such as ann@example.org.");
        }

        public void RequirePassword(string field, string? text)
        {
            if (text is not { Length: >= PasswordHasher.MinLength and <= PasswordHasher.MaxLength })
                Add(field, $"Give {PasswordHasher.MinLength} to {PasswordHasher.MaxLength} characters.");
        }

        public void Throw()
        {
            if (byField.Count > 0)
                throw new InvalidBodyException(byField);
        }
    }
}
