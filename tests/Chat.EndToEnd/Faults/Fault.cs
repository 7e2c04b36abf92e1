using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Faults;

/// <summary>One thing that goes wrong while people talk.</summary>
/// <param name="Name">As in the summary.</param>
/// <param name="Reach">The longest silence of a client that is our aim; null where the fault itself may last longer.</param>
/// <param name="Strike">Does it, and ends when the cause is gone (a process that died may stay dead).</param>
internal sealed record Fault(string Name, TimeSpan? Reach, Func<FaultCluster, Random, Task> Strike)
{
    private static readonly TimeSpan Detected = TimeSpan.FromSeconds(12);

    /// <summary>Those that this machine lets us make.</summary>
    /// <param name="frozen">How long a frozen silo stays frozen.</param>
    public static IReadOnlyList<Fault> All(FaultCluster cluster, TimeSpan frozen)
    {
        List<Fault> all =
        [
            new("kill -9 of a silo", TimeSpan.FromSeconds(4), (c, random) => Any(c.Silos, random).KillAsync()),
            new("silo frozen", TimeSpan.FromSeconds(8), (c, random) => FreezeAsync(Any(c.Silos, random), frozen)),
            new("kill -9 of a gateway", TimeSpan.FromSeconds(2), (c, random) => Any(c.Gateways, random).KillAsync()),
            new("kill -9 of silo and gateway", TimeSpan.FromSeconds(4),
                (c, random) => Task.WhenAll(Any(c.Silos, random).KillAsync(), Any(c.Gateways, random).KillAsync())),
            new("kill -9 of the database", null, RestartDatabaseAsync),
            new("silo-database: cut", null, (c, random) => CutDatabaseAsync(c.DatabaseLink(random.Next(c.Silos.Length)))),
            new("silo-database: silent", null, (c, random) => SilenceDatabaseAsync(c.DatabaseLink(random.Next(c.Silos.Length)))),
            new("garbage from clients", null, HostileClients.GarbageAsync),
            new("a client that stops reading", null, HostileClients.StopReadingAsync),
            new("typing flood", null, (c, _) => HostileClients.TypingAsync(c, HostileClients.ShortFlood)),
        ];
        if (cluster.Disk is not null)
            all.Add(new Fault("database's disk full", null, FillDiskAsync));
        if (cluster.Network is not null)
        {
            all.Add(new Fault("silo-silos: cut", TimeSpan.FromSeconds(8), CutSilosAsync));
            all.Add(new Fault("silo off the network", TimeSpan.FromSeconds(8), IsolateAsync));
        }
        return all;
    }

    private static ServerProcess Any(ServerProcess[] processes, Random random) => processes[random.Next(processes.Length)];

    /// <summary>It comes back as a zombie, is told that it is dead, and ends.</summary>
    private static async Task FreezeAsync(ServerProcess silo, TimeSpan frozen)
    {
        silo.Freeze();
        // The fault is this time itself: long enough for the others to give its teams to somebody else.
        await Task.Delay(frozen);
        silo.Thaw();
        await silo.WaitForExitAsync().Within(TimeSpan.FromSeconds(20), () => $"the thawed {silo.Name} to find itself dead; its log:\n{silo.Log}");
    }

    private static async Task RestartDatabaseAsync(FaultCluster cluster, Random random)
    {
        await cluster.Database.KillAsync();
        await Task.Delay(random.Next(0, 3_000));
        await cluster.Database.StartAsync();
    }

    private static async Task CutDatabaseAsync(TcpProxy link)
    {
        link.Refuses = true;
        link.Cut();
        await Task.Delay(TimeSpan.FromSeconds(3));
        link.Refuses = false;
    }

    /// <summary>Longer than an append is retried, so that the silo must give writes up of which it does not know whether they happened.</summary>
    private static async Task SilenceDatabaseAsync(TcpProxy link)
    {
        link.Swallows = true;
        link.Silence();
        await Task.Delay(TimeSpan.FromSeconds(8));
        link.Swallows = false;
        link.Cut();
    }

    private static async Task FillDiskAsync(FaultCluster cluster, Random random)
    {
        var disk = cluster.Disk!;
        disk.Fill();
        try
        {
            await HostileClients.GrowTablesAsync(cluster, disk);
        }
        finally
        {
            disk.Free();
        }
    }

    private static async Task CutSilosAsync(FaultCluster cluster, Random random)
    {
        var silo = random.Next(cluster.Silos.Length);
        await cluster.Network!.CutFromOthersAsync(silo);
        try
        {
            await Task.Delay(Detected);
        }
        finally
        {
            await cluster.Network.JoinOthersAsync(silo);
        }
        await EndOrRecover(cluster.Silos[silo]);
    }

    private static async Task IsolateAsync(FaultCluster cluster, Random random)
    {
        var silo = random.Next(cluster.Silos.Length);
        await cluster.Network!.IsolateAsync(silo);
        try
        {
            await Task.Delay(Detected);
        }
        finally
        {
            await cluster.Network.ReconnectAsync(silo);
        }
        await EndOrRecover(cluster.Silos[silo]);
    }

    /// <summary>The others have declared it dead, and it ends when it learns of it.</summary>
    private static Task EndOrRecover(ServerProcess silo) =>
        silo.WaitForExitAsync().Within(TimeSpan.FromSeconds(30), () => $"{silo.Name}, cut off for {Detected}, to find itself dead; its log:\n{silo.Log}");
}
