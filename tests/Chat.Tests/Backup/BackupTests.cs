using System.Globalization;
using Chat.Teams;
using Chat.Tests.Storage;
using Chat.Tests.Transfer;
using MySqlConnector;
using Xunit;

namespace Chat.Tests.Backup;

/// <summary>A backup that is made while people talk, brought back on a server that has never seen them.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chat-backup-").FullName;

    private string Backup => Path.Combine(_folder, "backup");

    [Fact]
    public async Task A_cluster_comes_back_as_of_its_backup_or_as_of_a_second_after_it()
    {
        await using var old = MariaDbServer.WithBinaryLog();
        await using var peer = MariaDbServer.WithBinaryLog(id: 2);
        await using var fresh = new MariaDbServer();
        await Task.WhenAll(old.InitializeAsync().AsTask(), peer.InitializeAsync().AsTask(), fresh.InitializeAsync().AsTask());
        // Whose logs have the same names, and other positions.
        await RunAsync(peer,
        [
            "FLUSH BINARY LOGS",
            $"CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = {old.Port}, MASTER_USER = 'chat', MASTER_PASSWORD = '{old.Password}', MASTER_USE_GTID = slave_pos",
            "START SLAVE",
        ]);
        var databases = new Dictionary<string, string>();
        foreach (var name in (string[])["directory", "s1", "s2"])
            databases[name] = new MySqlConnectionStringBuilder(await old.CreateDatabaseAsync(name)).Database;
        var (here, there) = (await OptionsAsync("old.cnf", old), await OptionsAsync("fresh.cnf", fresh));

        var talks = new List<Talk>();
        int[] before, all;
        Position known, lost;
        string second;
        await using (var cluster = new ClusterOn(SettingsOf(old, databases)))
        {
            await cluster.InitializeAsync();
            for (var i = 0; i < 4; i++)
                talks.Add(await Talk.InNewTeamAsync(cluster));
            using var stop = new CancellationTokenSource();
            var talking = Task.WhenAll(talks.Select(talk => talk.RunAsync(stop.Token)));
            await Polling.Until(() => talks.All(static talk => talk.Acked >= 20), "everybody to have said something");
            known = await talks[0].HeadAsync(cluster);
            before = [.. talks.Select(static talk => talk.Acked)];
            await BackupScripts.BackUpAsync(["--to", Backup, .. Arguments(databases, here)]);
            int[] made = [.. talks.Select(static talk => talk.Acked)];
            await Polling.Until(() => talks.Zip(made).All(static pair => pair.First.Acked >= pair.Second + 20), "everybody to have talked on");
            await stop.CancelAsync();
            await talking;
            all = [.. talks.Select(static talk => talk.Acked)];
            lost = await talks[0].HeadAsync(cluster);
            // Times of the log are whole seconds.
            var end = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1);
            second = end.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            await Polling.Until(() => TimeProvider.System.GetUtcNow() >= end, "the second to end");
            foreach (var talk in talks)
                await talk.SayAsync(cluster, "too late");
        }
        await MustSayAsync("is there already", 3, "backup.sh", ["--to", Backup, .. Arguments(databases, here)]);
        await MustSayAsync("live on shards that are not given: s2", 3, "backup.sh", ["--to", Backup + "-2", .. Arguments(databases, here)[..4]]);
        await RunAsync(old,
        [
            $"INSERT INTO {databases["directory"]}.directory_moves (team_id, source, target, state, attempt, rows_total, rows_done, started) VALUES (1, 's1', 's2', 'running', 1, 0, 0, 0)",
        ]);
        await MustSayAsync("teams are being moved", 3, "backup.sh", ["--to", Backup + "-2", .. Arguments(databases, here)]);

        await CreateAsync(fresh, databases.Values);
        await BackupScripts.RestoreAsync(["--from", Backup, .. Arguments(databases, there)]);
        await using (var cluster = new ClusterOn(SettingsOf(fresh, databases)))
        {
            await cluster.InitializeAsync();
            for (var i = 0; i < talks.Count; i++)
            {
                var heard = await talks[i].HeardAsync(cluster);
                Assert.Equal(Numbers(heard.Length), heard);
                Assert.InRange(heard.Length, before[i], all[i]);
                await talks[i].SayAsync(cluster, "we go on");
                string[] more = [.. heard, "we go on"];
                Assert.Equal(more, await talks[i].HeardAsync(cluster));
            }
            // Who had what the backup has misses nothing; who had more cannot know what it would miss.
            var resumed = await talks[0].ResumeAsync(cluster, known);
            Assert.True(resumed is { Accepted: true, Resumed: true }, $"answered {resumed}");
            Assert.False((await talks[0].ResumeAsync(cluster, lost)).Resumed);
            Assert.True((await talks[0].HeadAsync(cluster)).Epoch > lost.Epoch);
        }
        await MustSayAsync("is not empty", 3, "restore.sh", ["--from", Backup, .. Arguments(databases, there)]);
        await RunAsync(fresh, [$"UPDATE {databases["s1"]}.team_owner SET state = 0"]);
        await MustSayAsync("the directory says s1, it is held by no shard", 1, "restore.sh", ["--brought-back", .. Arguments(databases, there)]);

        await DropAsync(fresh, databases.Values);
        await CreateAsync(fresh, databases.Values);
        await HearAsync(peer, old);
        await RunAsync(peer, ["FLUSH BINARY LOGS"]);
        var newest = Directory.GetFiles(peer.LogFolder, "bin.0*").Max()!;
        var late = Directory.CreateDirectory(Path.Combine(_folder, "late")).FullName;
        File.Copy(newest, Path.Combine(late, Path.GetFileName(newest)));
        await MustSayAsync("begin after the dump", 3, "restore.sh", [.. FromLogs(late), "--until", second]);
        // The server that the dumps are of, and its disk, may be what was lost: the directory's logs are its own, those of the shards its peer's.
        await BackupScripts.RestoreAsync([.. FromLogs(peer.LogFolder, old.LogFolder), "--until", second]);
        await using (var cluster = new ClusterOn(SettingsOf(fresh, databases)))
        {
            await cluster.InitializeAsync();
            for (var i = 0; i < talks.Count; i++)
                Assert.Equal(Numbers(all[i]), await talks[i].HeardAsync(cluster));
            await talks[0].SayAsync(cluster, "we go on");
            Assert.True((await talks[0].ResumeAsync(cluster, lost)).Resumed, "all that it had is there");
        }

        string[] FromLogs(string ofShards, string? ofDirectory = null) =>
        [
            "--from", Backup, .. Arguments(databases, there),
            .. databases.Keys.SelectMany(name => (string[])["--binlogs", $"{name}={(name == "directory" ? ofDirectory ?? ofShards : ofShards)}"]),
        ];
    }

    [Fact]
    public async Task A_server_that_is_copied_while_people_talk_serves_them_elsewhere()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(static folder => Path.Combine(folder, "mariadb-backup")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "NOT COVERED: mariadb-backup is not installed (Debian: apt-get install mariadb-backup).");
        await using var old = new MariaDbServer();
        await old.InitializeAsync();
        var databases = new Dictionary<string, string>();
        foreach (var name in (string[])["directory", "s1", "s2"])
            databases[name] = new MySqlConnectionStringBuilder(await old.CreateDatabaseAsync(name)).Database;
        Talk talk;
        int before;
        Position lost;
        await using (var cluster = new ClusterOn(SettingsOf(old, databases)))
        {
            await cluster.InitializeAsync();
            talk = await Talk.InNewTeamAsync(cluster);
            using var stop = new CancellationTokenSource();
            var talking = talk.RunAsync(stop.Token);
            await Polling.Until(() => talk.Acked >= 20, "something to be said");
            before = talk.Acked;
            await BackupScripts.RunProgramAsync(0, program, $"--defaults-extra-file={await OptionsAsync("old.cnf", old)}", "--backup", $"--target-dir={Backup}");
            var made = talk.Acked;
            await Polling.Until(() => talk.Acked >= made + 20, "more to be said");
            await stop.CancelAsync();
            await talking;
            lost = await talk.HeadAsync(cluster);
        }
        await BackupScripts.RunProgramAsync(0, program, "--prepare", $"--target-dir={Backup}");
        await using var fresh = new MariaDbServer();
        await fresh.InitializeAsync(folder => BackupScripts.RunProgramAsync(0, program, "--no-defaults", "--copy-back", $"--target-dir={Backup}", $"--datadir={folder}"));
        await BackupScripts.RestoreAsync(["--brought-back", .. Arguments(databases, await OptionsAsync("fresh.cnf", fresh))]);
        await using (var cluster = new ClusterOn(SettingsOf(fresh, databases)))
        {
            await cluster.InitializeAsync();
            var heard = await talk.HeardAsync(cluster);
            Assert.Equal(Numbers(heard.Length), heard);
            Assert.InRange(heard.Length, before, talk.Acked);
            await talk.SayAsync(cluster, "we go on");
            Assert.False((await talk.ResumeAsync(cluster, lost)).Resumed);
        }
    }

    [Fact]
    public async Task The_embedded_file_comes_back_as_of_its_backup()
    {
        var file = Path.Combine(_folder, "old", "chat.db");
        Talk talk;
        int before;
        Position lost;
        await using (var cluster = new ClusterOn(new() { ["Chat:Storage:Path"] = file }))
        {
            await cluster.InitializeAsync();
            await File.WriteAllTextAsync(Path.Combine(_folder, "old", "operator.key"), "the key of the operator", TestContext.Current.CancellationToken);
            talk = await Talk.InNewTeamAsync(cluster);
            using var stop = new CancellationTokenSource();
            var talking = talk.RunAsync(stop.Token);
            await Polling.Until(() => talk.Acked >= 20, "something to be said");
            before = talk.Acked;
            await BackupScripts.BackUpAsync("--to", Backup, "--embedded", file);
            var made = talk.Acked;
            await Polling.Until(() => talk.Acked >= made + 20, "more to be said");
            await stop.CancelAsync();
            await talking;
            lost = await talk.HeadAsync(cluster);
        }
        var restored = Path.Combine(_folder, "new", "chat.db");
        await BackupScripts.RestoreAsync("--from", Backup, "--embedded", restored);
        Assert.True(File.Exists(Path.Combine(_folder, "new", "operator.key")));
        await using (var cluster = new ClusterOn(new() { ["Chat:Storage:Path"] = restored }))
        {
            await cluster.InitializeAsync();
            var heard = await talk.HeardAsync(cluster);
            Assert.Equal(Numbers(heard.Length), heard);
            Assert.InRange(heard.Length, before, talk.Acked);
            await talk.SayAsync(cluster, "we go on");
            Assert.False((await talk.ResumeAsync(cluster, lost)).Resumed);
        }
        await BackupScripts.RunAsync(3, "restore.sh", "--from", Backup, "--embedded", restored);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task MustSayAsync(string expected, int code, string script, string[] arguments) =>
        Assert.Contains(expected, await BackupScripts.RunAsync(code, script, arguments), StringComparison.Ordinal);

    private static string[] Numbers(int count) => [.. Enumerable.Range(1, count).Select(static n => $"{n}")];

    private static Dictionary<string, string?> SettingsOf(MariaDbServer server, Dictionary<string, string> databases) => new()
    {
        ["Chat:Storage:Provider"] = "mysql",
        ["Chat:Storage:Directory"] = server.ConnectionString(databases["directory"]),
        ["Chat:Shards:s1:A"] = server.ConnectionString(databases["s1"]),
        ["Chat:Shards:s2:A"] = server.ConnectionString(databases["s2"]),
    };

    private static string[] Arguments(Dictionary<string, string> databases, string options) =>
    [
        "--directory", $"{databases["directory"]}@{options}", "--shard", $"s1={databases["s1"]}@{options}", "--shard", $"s2={databases["s2"]}@{options}",
    ];

    private async Task<string> OptionsAsync(string name, MariaDbServer server)
    {
        var file = Path.Combine(_folder, name);
        var at = new MySqlConnectionStringBuilder(server.ConnectionString());
        await File.WriteAllTextAsync(file, $"[client]\nprotocol=tcp\nhost={at.Server}\nport={at.Port}\nuser={at.UserID}\npassword={at.Password}\n");
        return file;
    }

    private static Task CreateAsync(MariaDbServer server, IEnumerable<string> databases) =>
        RunAsync(server, databases.Select(static database => $"CREATE DATABASE {database} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"));

    private static Task DropAsync(MariaDbServer server, IEnumerable<string> databases) => RunAsync(server, databases.Select(static database => $"DROP DATABASE {database}"));

    /// <summary>Waits until it has all that the other wrote.</summary>
    private static async Task HearAsync(MariaDbServer server, MariaDbServer other)
    {
        var position = await AskAsync(other, "SELECT @@GLOBAL.gtid_binlog_pos");
        Assert.Equal("0", await AskAsync(server, $"SELECT MASTER_GTID_WAIT('{position}', 60)"));
    }

    private static async Task<string> AskAsync(MariaDbServer server, string query)
    {
        await using var connection = new MySqlConnection(server.ConnectionString() + ";Pooling=false;Default Command Timeout=90");
        await connection.OpenAsync();
        await using var command = new MySqlCommand(query, connection);
        return $"{await command.ExecuteScalarAsync()}";
    }

    private static async Task RunAsync(MariaDbServer server, IEnumerable<string> statements)
    {
        await using var connection = new MySqlConnection(server.ConnectionString() + ";Pooling=false");
        await connection.OpenAsync();
        foreach (var sql in statements)
        {
            await using var command = new MySqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>A silo on databases that are there.</summary>
    private sealed class ClusterOn(Dictionary<string, string?> settings) : ImportCluster
    {
        protected override Task<Dictionary<string, string?>> PrepareAsync() => Task.FromResult(settings);
    }
}
