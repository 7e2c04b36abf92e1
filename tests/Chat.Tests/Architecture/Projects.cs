using System.Reflection;
using Chat.Channels;
using Chat.Gateway;
using Chat.Silo;
using Chat.Teams;

namespace Chat.Tests.Architecture;

internal static class Projects
{
    public static readonly Assembly GrainInterfaces = typeof(ITeamGrain).Assembly;
    public static readonly Assembly Grains = typeof(ChannelGrain).Assembly;
    public static readonly Assembly Gateway = typeof(GatewayOptions).Assembly;
    public static readonly Assembly Silo = typeof(GrainHosting).Assembly;

    public static readonly Assembly[] All = [GrainInterfaces, Grains, Gateway, Silo];

    /// <summary>The repository's root: where the solution lies.</summary>
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Chat.Orleans.sln")))
                folder = folder.Parent;
            return folder?.FullName ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        }
    }

    public static string[] ReferencesOf(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(reference => reference.Name!)];
}
