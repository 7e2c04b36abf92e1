using Chat.EndToEnd.Harness;

namespace Chat.EndToEnd.Faults;

/// <summary>One thing that goes wrong while people talk.</summary>
/// <param name="Name">As in the summary.</param>
/// <param name="Weight">How often it is drawn, against the others: what takes long comes seldom.</param>
/// <param name="Reach">The longest silence of a client that is our aim; null where the fault itself may last longer.</param>
/// <param name="Strike">Does it, and ends when the cause is gone (a process that died may stay dead).</param>
internal sealed record Fault(string Name, int Weight, TimeSpan? Reach, Func<FaultCluster, Random, Task> Strike)
{
    /// <summary>Longer than the other silos take to declare one dead that they hear nothing of (6 to 7 s).</summary>
    private static readonly TimeSpan Detected = TimeSpan.FromSeconds(10);

    /// <summary>Longer than an append is retried, so that the silo must give writes up of which it does not know whether they happened.</summary>
    private static readonly TimeSpan AppendsGivenUp = TimeSpan.FromSeconds(7);

    /// <summary>Whether hostile clients may do their worst beside it: it leaves the gateways and the database to them.</summary>
    public bool HasCompany { get; init; }

    /// <summary>Those that this machine lets us make.</summary>
    public static IReadOnlyList<Fault> All(FaultCluster cluster)
    {
        List<Fault> all =
        [
            new("kill -9 of a silo", 4, TimeSpan.FromSeconds(4), (c, random) => Any(c.Silos, random).KillAsync()) { HasCompany = true },
            new("silo frozen for a moment", 4, TimeSpan.FromSeconds(8), (c, random) => FreezeAsync(Any(c.Silos, random), Moment(random))) { HasCompany = true },
            new("silo frozen", 1, TimeSpan.FromSeconds(8), (c, random) => FreezeUntilDeadAsync(Any(c.Silos, random), random)),
            new("kill -9 of a gateway", 4, TimeSpan.FromSeconds(2), (c, random) => Any(c.Gateways, random).KillAsync()),
            new("kill -9 of silo and gateway", 4, TimeSpan.FromSeconds(4),
                (c, random) => Task.WhenAll(Any(c.Silos, random).KillAsync(), Any(c.Gateways, random).KillAsync())),
            new("kill -9 of the database", 4, null, RestartDatabaseAsync),
            new("silo-database: cut", 4, null, (c, random) => CutDatabaseAsync(c.DatabaseLink(random.Next(c.Silos.Length)), Moment(random))),
            new("silo-database: silent for a moment", 3, null, (c, random) => SilenceDatabaseAsync(c.DatabaseLink(random.Next(c.Silos.Length)), Moment(random))),
            new("silo-database: silent", 1, null, (c, random) => SilenceDatabaseAsync(c.DatabaseLink(random.Next(c.Silos.Length)), AppendsGivenUp)),
            new("garbage from clients", 2, null, HostileClients.GarbageAsync),
            new("a client that stops reading", 2, null, HostileClients.StopReadingAsync),
            new("typing flood", 2, null, (c, _) => HostileClients.TypingAsync(c, HostileClients.ShortFlood)),
        ];
        if (cluster.Disk is not null)
            all.Add(new Fault("database's disk full", 2, null, FillDiskAsync));
        if (cluster.Network is { } network)
        {
            all.Add(new Fault("silo-silos: cut for a moment", 3, TimeSpan.FromSeconds(8), (c, random) => CutSilosAsync(c, network, random, Moment(random))) { HasCompany = true });
            all.Add(new Fault("silo-silos: cut", 1, TimeSpan.FromSeconds(8), (c, random) => CutSilosAsync(c, network, random, Detected)));
            all.Add(new Fault("silo off the network for a moment", 3, TimeSpan.FromSeconds(8), (c, random) => IsolateAsync(c, network, random, Moment(random))));
            all.Add(new Fault("silo off the network", 1, TimeSpan.FromSeconds(8), (c, random) => IsolateAsync(c, network, random, Detected)));
        }
        return all;
    }

    /// <summary>One of these, by weight.</summary>
    public static Fault Draw(IReadOnlyList<Fault> faults, Random random)
    {
        var place = random.Next(faults.Sum(f => f.Weight));
        return faults.First(f => (place -= f.Weight) < 0);
    }

    private static ServerProcess Any(ServerProcess[] processes, Random random) => processes[random.Next(processes.Length)];

    /// <summary>Shorter than a death takes to be declared.</summary>
    private static TimeSpan Moment(Random random) => TimeSpan.FromSeconds(0.2 + 2.8 * random.NextDouble());

    private static async Task FreezeAsync(ServerProcess silo, TimeSpan frozen)
    {
        silo.Freeze();
        // The fault is this time itself.
        await Task.Delay(frozen);
        silo.Thaw();
    }

    /// <summary>Its teams are given to others meanwhile: it comes back as a zombie, is told that it is dead, and ends.</summary>
    private static async Task FreezeUntilDeadAsync(ServerProcess silo, Random random)
    {
        await FreezeAsync(silo, random.Next(4) == 0 ? TimeSpan.FromSeconds(30) : Detected);
        await EndAsync(silo);
    }

    private static async Task RestartDatabaseAsync(FaultCluster cluster, Random random)
    {
        await cluster.Database.KillAsync();
        await Task.Delay(random.Next(0, 3_000));
        await cluster.Database.StartAsync();
    }

    private static async Task CutDatabaseAsync(TcpProxy link, TimeSpan time)
    {
        link.Refuses = true;
        link.Cut();
        await Task.Delay(time);
        link.Refuses = false;
    }

    private static async Task SilenceDatabaseAsync(TcpProxy link, TimeSpan time)
    {
        link.Swallows = true;
        link.Silence();
        await Task.Delay(time);
        link.Swallows = false;
        link.Cut();
    }

    private static async Task FillDiskAsync(FaultCluster cluster, Random random)
    {
        var disk = cluster.Disk!;
        var team = await TestTeam.CreateAsync(cluster.Apis[random.Next(2)], "writer");
        disk.Fill();
        try
        {
            await HostileClients.GrowTablesAsync(team, disk);
        }
        finally
        {
            disk.Free();
        }
        // InnoDB sometimes ends itself when it cannot write; whatever runs it in production starts it again.
        await Task.Delay(1_000);
        if (cluster.Database.IsRunning)
            return;
        Proof.Report("  disk full: the database ended itself, and was started again");
        await cluster.Database.StartAsync();
    }

    private static async Task CutSilosAsync(FaultCluster cluster, SiloNetwork network, Random random, TimeSpan time)
    {
        var silo = random.Next(cluster.Silos.Length);
        await network.CutFromOthersAsync(silo);
        try
        {
            await Task.Delay(time);
        }
        finally
        {
            await network.JoinOthersAsync(silo);
        }
        if (time == Detected)
            await EndAsync(cluster.Silos[silo]);
    }

    private static async Task IsolateAsync(FaultCluster cluster, SiloNetwork network, Random random, TimeSpan time)
    {
        var silo = random.Next(cluster.Silos.Length);
        await network.IsolateAsync(silo);
        try
        {
            await Task.Delay(time);
        }
        finally
        {
            await network.ReconnectAsync(silo);
        }
        if (time == Detected)
            await EndAsync(cluster.Silos[silo]);
    }

    /// <summary>The others have declared it dead, and it ends when it learns of it.</summary>
    private static Task EndAsync(ServerProcess silo) =>
        silo.WaitForExitAsync().Within(TimeSpan.FromSeconds(30), () => $"{silo.Name}, declared dead, to find itself so; its log:\n{silo.Log}");
}
