using System.Text;

namespace Chat.Sockets;

/// <summary>The registered endpoints, found by path.</summary>
internal sealed class SocketEndpoints
{
    private readonly (byte[] RequestLine, ISocketEndpoint Endpoint)[] table;

    public SocketEndpoints(IEnumerable<ISocketEndpoint> endpoints, SocketServices services)
    {
        All = [.. endpoints.Where(endpoint => services.Options.Echo || endpoint is not EchoEndpoint)];
        table = [.. All.Select(endpoint => (Encoding.ASCII.GetBytes("GET " + endpoint.PathPrefix), endpoint))];
        foreach (var prefix in All.Select(endpoint => endpoint.PathPrefix))
        {
            if (prefix is not ['/', .., '/'] || prefix.Length < 3 || !Ascii.IsValid(prefix))
                throw new InvalidOperationException($"A socket path begins and ends with a slash and is ASCII; '{prefix}' is not.");
        }
    }

    public IReadOnlyList<ISocketEndpoint> All { get; }

    /// <summary>
    /// Whose request begins so. Null and not <paramref name="isUndecided"/>: nobody's, whatever follows.
    /// </summary>
    public ISocketEndpoint? Match(ReadOnlySpan<byte> start, out bool isUndecided)
    {
        isUndecided = false;
        foreach (var (line, endpoint) in table)
        {
            if (start.StartsWith(line))
                return endpoint;
            isUndecided |= line.AsSpan().StartsWith(start);
        }
        return null;
    }

    /// <summary>The longest start of a request that has to be seen to decide.</summary>
    public int LongestStart => table.Length == 0 ? 0 : table.Max(entry => entry.RequestLine.Length);
}
