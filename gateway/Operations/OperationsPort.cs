using Microsoft.Extensions.Options;

namespace Chat.Operations;

/// <summary>Where the operator key counts: on every port, or on that of <see cref="OperationsOptions.Url"/> alone.</summary>
public sealed class OperationsPort(IOptions<OperationsOptions> options)
{
    private readonly int? port = options.Value.GetPort();

    /// <summary>By the port that the connection came to. What the request says of its host anybody may write.</summary>
    public bool Admits(HttpContext http) => port is null || http.Connection.LocalPort == port;
}
