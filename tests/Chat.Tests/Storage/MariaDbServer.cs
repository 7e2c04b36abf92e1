using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using MySqlConnector;
using Xunit;

namespace Chat.Tests.Storage;

/// <summary>
/// A private MariaDB server in a temporary folder on a free loopback port, as durable as in production. It can be killed and started again on the
/// same data and port. Gone, with its folder, when it is disposed.
/// </summary>
public sealed class MariaDbServer : IAsyncLifetime
{
    private const string User = "chat";
    private const string Setup =
        """
        SET SESSION sql_log_bin = 0;
        CREATE OR REPLACE USER 'chat'@'127.0.0.1' IDENTIFIED BY '@PASSWORD@';
        GRANT ALL ON *.* TO 'chat'@'127.0.0.1';
        ALTER USER root@localhost IDENTIFIED BY '@PASSWORD@';
        """;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly string[] _options;
    private readonly string _setup;
    private Process? _server;

    public MariaDbServer()
        : this(Path.GetTempPath(), RandomNumberGenerator.GetHexString(24), Setup, ["--no-defaults", "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=1"])
    {
    }

    private MariaDbServer(string parent, string password, string setup, string[] options)
    {
        _folder = Path.Combine(parent, $"chat-mariadb-{Guid.NewGuid():N}");
        Password = password;
        _setup = setup;
        _options = options;
    }

    /// <summary>A server whose own folder is made in another place than the usual one: a test may choose a small disk.</summary>
    public static MariaDbServer In(string parent) => new(
        parent, RandomNumberGenerator.GetHexString(24), Setup, ["--no-defaults", "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=1"]);

    /// <summary>A server that keeps a binary log, also of what it hears from another, as one from which a moment is to be brought back.</summary>
    /// <param name="id">No two that hear each other have the same.</param>
    public static MariaDbServer WithBinaryLog(int id = 1) => new(
        Path.GetTempPath(), RandomNumberGenerator.GetHexString(24), Setup,
        [
            "--no-defaults", "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=1", $"--server-id={id}", $"--gtid-domain-id={id}", "--log-bin=bin", "--log-slave-updates",
            "--binlog-format=MIXED",
        ]);

    /// <summary>A server with a configuration and users of its own.</summary>
    /// <param name="password">For all its users; <c>@PASSWORD@</c> in the set-up stands for it.</param>
    /// <param name="setup">Statements that are run at each start, by root.</param>
    /// <param name="options">Options of mariadbd; where its defaults come from must be the first.</param>
    public static MariaDbServer With(string password, string setup, params string[] options) => new(Path.GetTempPath(), password, setup, options);

    public string Password { get; }

    public int Port { get; private set; }

    /// <summary>Where its binary logs are, if it keeps any.</summary>
    public string LogFolder => DataFolder;

    private string DataFolder => Path.Combine(_folder, "data");

    private string ErrorLog => Path.Combine(_folder, "error.log");

    /// <summary>False: it ended, by itself or because it was killed.</summary>
    public bool IsRunning => _server is { HasExited: false };

    /// <summary>The end of its error log.</summary>
    public string Log => LastOf(ErrorLog);

    /// <summary>A connection string for this server; without a database for an administrator's statements.</summary>
    public string ConnectionString(string? database = null) => new MySqlConnectionStringBuilder
    {
        Server = "127.0.0.1",
        Port = (uint)Port,
        UserID = User,
        Password = Password,
        Database = database ?? "",
        SslMode = MySqlSslMode.None,
        ConnectionTimeout = 3,
    }.ConnectionString;

    /// <summary>Makes an empty database with a name of its own and answers its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string prefix)
    {
        var name = $"{prefix}_{Guid.NewGuid():N}";
        await using var connection = new MySqlConnection(ConnectionString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public ValueTask InitializeAsync() => InitializeAsync(_ => InstallAsync());

    /// <summary>The same on data of another server.</summary>
    /// <param name="fill">Puts them into the folder that it is given, which is not there yet.</param>
    public async ValueTask InitializeAsync(Func<string, Task> fill)
    {
        Directory.CreateDirectory(_folder);
        Port = FreePort();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill();
        await fill(DataFolder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "init.sql"), _setup.Replace("@PASSWORD@", Password, StringComparison.Ordinal));
        await StartAsync();
    }

    /// <summary>Starts the server on its data; waits until it answers.</summary>
    public async Task StartAsync()
    {
        _server = Launch(
            Find("mariadbd"),
            [
                .. _options, $"--datadir={DataFolder}", $"--tmpdir={_folder}", $"--port={Port}", "--bind-address=127.0.0.1", $"--socket={_folder}/server.sock",
                $"--pid-file={_folder}/server.pid", $"--log-error={ErrorLog}", $"--init-file={_folder}/init.sql",
                "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=32M", "--max-connections=300",
                "--performance-schema=OFF", "--table-open-cache=400", .. AsRoot(),
            ]);
        var began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (_server.HasExited || Stopwatch.GetElapsedTime(began) > StartTimeout)
                throw new InvalidOperationException($"mariadbd on port {Port} did not come up:\n{LastOf(ErrorLog)}");
            await Task.Delay(50);
        }
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public async Task KillAsync()
    {
        Kill();
        if (_server is { } server)
            await server.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: the server is there and does not answer.</summary>
    public Task PauseAsync() => SignalAsync("-STOP");

    /// <summary>SIGCONT: it goes on as if nothing had been.</summary>
    public Task ContinueAsync() => SignalAsync("-CONT");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _server?.Dispose();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Launch(Find("kill"), [signal, $"{_server!.Id}"]);
        await kill.WaitForExitAsync();
    }

    private void Kill()
    {
        try
        {
            if (_server is { HasExited: false } server)
                server.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself between the two looks, or was disposed.
        }
    }

    private async Task InstallAsync()
    {
        using var install = Launch(
            Find("mariadb-install-db"),
            ["--no-defaults", $"--datadir={DataFolder}", $"--tmpdir={_folder}", "--auth-root-authentication-method=normal", "--skip-test-db", .. AsRoot()],
            redirect: true);
        var output = await Task.WhenAll(install.StandardOutput.ReadToEndAsync(), install.StandardError.ReadToEndAsync());
        await install.WaitForExitAsync();
        if (install.ExitCode != 0)
            throw new InvalidOperationException($"mariadb-install-db ended with {install.ExitCode}:\n{string.Join('\n', output)}");
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new MySqlConnection(ConnectionString() + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (MySqlException)
        {
            return false;
        }
    }

    private static Process Launch(string file, IReadOnlyList<string> arguments, bool redirect = false) =>
        Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = redirect, RedirectStandardError = redirect, UseShellExecute = false })
        ?? throw new InvalidOperationException($"{file} did not start.");

    private static string[] AsRoot() => Environment.UserName == "root" ? ["--user=root"] : [];

    private static string Find(string program)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/libexec"]);
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"{program} is not installed; the tests need it (Debian: apt-get install mariadb-server).");
    }

    /// <summary>A loopback port that nobody listens on at this moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string LastOf(string file) => File.Exists(file) ? string.Join('\n', File.ReadLines(file).TakeLast(20)) : "(no log)";
}
