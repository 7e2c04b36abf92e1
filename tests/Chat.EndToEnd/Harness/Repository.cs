using System.Reflection;

namespace Chat.EndToEnd.Harness;

/// <summary>Where the build has put what these tests start.</summary>
public static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string SdkFolder { get; } = Path.Combine(Root, "tests", "Chat.EndToEnd", "sdk");

    /// <summary>The built server, e.g. <c>silo/bin/Release/net10.0/Chat.Silo.dll</c>.</summary>
    public static string Assembly(string folder, string name) =>
        Path.Combine(Root, folder, "bin", Metadata("Configuration"), "net10.0", name + ".dll");

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
