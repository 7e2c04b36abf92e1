using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Chat.Admin;

/// <summary>The operators of the installation, section <c>Chat:Operator</c>.</summary>
public sealed partial class OperatorOptions : IValidatableObject
{
    public const string Section = "Chat:Operator";

    private const int MinLength = 8;

    /// <summary>Opens /admin for all teams; the audit log calls it <c>operator</c>. Null: nobody may, except by <see cref="Keys"/>, and each team's admins for their own team.</summary>
    public string? Key { get; set; }

    /// <summary>
    /// Further keys, by names that the audit log tells: one for each operator, or the next one while a key is exchanged. All are good at once.
    /// </summary>
    public Dictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>Every key that is good, by its name.</summary>
    public IEnumerable<KeyValuePair<string, string>> All() =>
        string.IsNullOrEmpty(Key) ? Keys : Keys.Prepend(new KeyValuePair<string, string>(OperatorKey.DefaultName, Key));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, key) in All())
        {
            var setting = ReferenceEquals(key, Key) ? $"{Section}:{nameof(Key)}" : $"{Section}:{nameof(Keys)}:{name}";
            if (key.Length < MinLength)
                yield return new ValidationResult($"{setting} must have at least {MinLength} characters; a random one of 32 is better.");
            if (!Name().IsMatch(name) || name == OperatorKey.DefaultName && Keys.ContainsKey(name))
                yield return new ValidationResult($"{setting}: a key's name has 1 to 32 of a-z, 0-9, - and _, and is not {OperatorKey.DefaultName}, which is {Section}:{nameof(Key)}.");
        }
        if (All().GroupBy(static pair => pair.Value).FirstOrDefault(static same => same.Count() > 1) is { } twice)
            yield return new ValidationResult($"{Section}: the keys {string.Join(" and ", twice.Select(static pair => pair.Key))} are the same; give each name its own.");
    }

    [GeneratedRegex(@"^[a-z0-9_-]{1,32}\z")]
    private static partial Regex Name();
}
