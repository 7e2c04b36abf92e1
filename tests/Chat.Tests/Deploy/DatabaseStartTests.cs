using System.Diagnostics;
using Chat.Tests.Architecture;
using Chat.Tests.Storage;
using MySqlConnector;
using Xunit;

namespace Chat.Tests.Deploy;

/// <summary>What the pods of the try-out databases do, with a real MariaDB: prepare.sh, then mariadbd with what it has written.</summary>
public sealed class DatabaseStartTests : IDisposable
{
    private const string Password = "chat0123";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"chat-prepare-{Guid.NewGuid():N}");
    private readonly int _port = MariaDbServer.FreePort();
    private Process? _server;

    public DatabaseStartTests()
    {
        foreach (var folder in (string[])["config", "data", "run"])
            Directory.CreateDirectory(Path.Combine(_folder, folder));
        foreach (var source in (string[])["deploy/database", "deploy/kubernetes/database"])
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Projects.Root, source)))
                File.Copy(file, Path.Combine(_folder, "config", Path.GetFileName(file)), overwrite: true);
        }
    }

    public void Dispose()
    {
        Stop();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task One_server_has_all_its_databases_and_takes_a_new_password_at_its_next_start()
    {
        Start(("DATABASES", "chat_directory chat_s1"), ("CHAT_PASSWORD", Password));
        foreach (var database in (string[])["chat_directory", "chat_s1"])
            await UntilDone(database, Password, "CREATE TABLE kept (id INT PRIMARY KEY)");
        Stop();
        Start(("DATABASES", "chat_directory chat_s1"), ("CHAT_PASSWORD", "other0123"));
        await UntilDone("chat_s1", "other0123", "INSERT INTO kept VALUES (1)");
    }

    [Theory]
    [InlineData("s1-0", 1)]
    [InlineData("s1-1", 2)]
    public async Task A_server_of_a_pair_is_the_one_that_its_name_says_and_takes_no_writes(string pod, int number)
    {
        Start(("DATABASES", "chat_s1"), ("CHAT_PASSWORD", Password), ("PAIR", "true"), ("POD_NAME", pod));
        await UntilDone("chat_s1", Password, $"SELECT @@server_id = {number} AND @@read_only");
        var refused = await Assert.ThrowsAsync<MySqlException>(() => DoAsync("chat_s1", Password, "CREATE TABLE kept (id INT PRIMARY KEY)"));
        Assert.Equal(MySqlErrorCode.OptionPreventsStatement, refused.ErrorCode);
    }

    [Fact]
    public void A_password_that_would_end_a_statement_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => Start(("DATABASES", "chat_s1"), ("CHAT_PASSWORD", "x'; DROP")));

    private void Start(params (string Name, string Value)[] environment)
    {
        using var prepare = Launch("bash", [Path.Combine(_folder, "config", "prepare.sh")],
        [
            ("CONFIG", Path.Combine(_folder, "config")), ("DATA", Path.Combine(_folder, "data")), ("RUN", Path.Combine(_folder, "run")), ("BUFFER_POOL", "32M"),
            ("CONTROL_PASSWORD", "control0123"), ("REPLICATION_PASSWORD", "replication0123"), .. environment,
        ]);
        prepare.WaitForExit();
        if (prepare.ExitCode != 0)
            throw new InvalidOperationException($"prepare.sh ended with {prepare.ExitCode}");
        _server = Launch(
            "mariadbd", [$"--defaults-file={_folder}/run/my.cnf", $"--port={_port}", "--bind-address=127.0.0.1", "--performance-schema=OFF", $"--log-error={_folder}/error.log", .. AsRoot()], []);
    }

    private void Stop()
    {
        _server?.Kill();
        _server?.WaitForExit();
        _server?.Dispose();
        _server = null;
    }

    private Task UntilDone(string database, string password, string statement) => Polling.Until(
        async () =>
        {
            try
            {
                await DoAsync(database, password, statement);
                return true;
            }
            catch (MySqlException) when (_server is { HasExited: false })
            {
                // It is starting.
                return false;
            }
        },
        $"'{statement}' to be done");

    private async Task DoAsync(string database, string password, string statement)
    {
        await using var connection = new MySqlConnection($"Server=127.0.0.1;Port={_port};User ID=chat;Password={password};Database={database};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of these tests.
        command.CommandText = statement;
#pragma warning restore CA2100
        var answer = await command.ExecuteScalarAsync();
        Assert.True(answer is null or 1L or 1, $"'{statement}' answered {answer}");
    }

    private static Process Launch(string program, IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(Find(program), arguments);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static string[] AsRoot() => Environment.UserName == "root" ? ["--user=root"] : [];

    private static string Find(string program) => File.Exists($"/usr/sbin/{program}") ? $"/usr/sbin/{program}" : program;
}
