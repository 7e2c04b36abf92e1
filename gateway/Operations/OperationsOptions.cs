using System.ComponentModel.DataAnnotations;

namespace Chat.Operations;

/// <summary>How the server is watched and operated, section <c>Chat:Operations</c>.</summary>
public sealed class OperationsOptions : IValidatableObject
{
    public const string Section = "Chat:Operations";

    /// <summary>A further address to listen on, such as <c>http://127.0.0.1:9090</c>. With one, the operator key counts there alone.</summary>
    public string? Url { get; set; }

    /// <summary>Whether the Orleans Dashboard is served; of a cluster, for its silos as for its gateways.</summary>
    public bool Dashboard { get; set; } = true;

    /// <summary>The port in <see cref="Url"/>.</summary>
    /// <exception cref="FormatException">It is no address.</exception>
    public int? GetPort() => string.IsNullOrWhiteSpace(Url) ? null : BindingAddress.Parse(Url).Port;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        string? fault = null;
        try
        {
            if (GetPort() == 0)
                fault = "names no port";
        }
        catch (FormatException e)
        {
            fault = e.Message;
        }
        if (fault is not null)
            yield return new ValidationResult($"Chat:Operations:Url must be an address to listen on, such as http://127.0.0.1:9090: {fault}", [nameof(Url)]);
    }
}
