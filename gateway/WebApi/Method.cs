namespace Chat.WebApi;

/// <summary>One Web API method.</summary>
/// <param name="Name">As in the address: <c>chat.postMessage</c>.</param>
/// <param name="Scope">What Slack would ask the token to have; told in a header, not enforced.</param>
/// <param name="IsConnect">Answers a socket address: rationed apart from the others.</param>
internal sealed record Method(string Name, string Scope, Func<MethodCall, Task<Answer>> Handle, bool NeedsToken = true, bool IsConnect = false);

/// <summary>The methods of one capability.</summary>
internal interface IMethodGroup
{
    IEnumerable<Method> Methods { get; }
}

/// <summary>All methods by name.</summary>
internal sealed class MethodTable(IEnumerable<IMethodGroup> groups)
{
    private readonly Dictionary<string, Method> methods = groups.SelectMany(group => group.Methods)
        .ToDictionary(method => method.Name, StringComparer.Ordinal);

    public IEnumerable<string> Names => methods.Keys;

    public Method? Find(string name) => methods.GetValueOrDefault(name);
}
