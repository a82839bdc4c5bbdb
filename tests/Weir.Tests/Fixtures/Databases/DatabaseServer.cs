using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Platform;

namespace Weir.Tests.Fixtures.Databases;

/// <summary>A database server of the tests' own: its data in a temporary folder, on a Unix socket and a port of the loopback, ended by its process.</summary>
internal abstract class DatabaseServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private Process? _process;
    private int _databases;

    /// <summary>A user that comes over TCP with <see cref="Password"/>.</summary>
    public const string Password = "s3cr3t p@ss/word";

    protected DatabaseServer()
    {
        Folder = Directory.CreateTempSubdirectory("weir-db-").FullName;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Port = ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    /// <summary>Its port at 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The scheme of its addresses.</summary>
    public abstract string Scheme { get; }

    /// <summary>The driver's connection to a database, for the tests' own queries.</summary>
    public abstract DbConnection Connect(string database);

    /// <summary>The address of a database over the Unix socket.</summary>
    public abstract string Address(string database);

    /// <summary>The address of a database over TCP, with a password.</summary>
    public string TcpAddress(string database) => string.Create(CultureInfo.InvariantCulture, $"{Scheme}://weir:{Uri.EscapeDataString(Password)}@127.0.0.1:{Port}/{database}");

    /// <summary>Makes an empty database and gives its name.</summary>
    public string NewDatabase()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        CreateDatabase(name);
        return name;
    }

    /// <summary>Starts it and waits until it answers.</summary>
    public void Start()
    {
        long begin = MachineClock.Instance.GetTimestamp();
        while (true)
        {
            if (_process is null or { HasExited: true })
            {
                _process?.Dispose();
                _process = PeerProcess.Start(StartInfo(), DeathSignal);
            }

            try
            {
                using DbConnection probe = Connect(FirstDatabase);
                probe.Open();
                return;
            }
            catch (DbException fault)
            {
                if (MachineClock.Instance.GetElapsedTime(begin) > Patience) { throw new TimeoutException($"{Scheme} server does not answer: {fault.Message}\n{Log()}"); }
                Thread.Sleep(50);
            }
        }
    }

    /// <summary>Ends it as a loss of power does: nothing is finished.</summary>
    public void Kill()
    {
        if (_process is not { } process) { return; }
        KillNow(process);
        process.WaitForExit();
        process.Dispose();
        _process = null;
    }

    /// <summary>Rows of a query as lines: values with a comma between, nothing for NULL, in the order of their text.</summary>
    public string[] Rows(string database, string sql)
    {
        using DbConnection connection = Connect(database);
        connection.Open();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using DbDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join(',', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }

    /// <summary>Carries out a statement.</summary>
    public void Execute(string database, string sql)
    {
        using DbConnection connection = Connect(database);
        connection.Open();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(Folder, recursive: true);
    }

    protected abstract string FirstDatabase { get; }

    protected abstract void CreateDatabase(string name);

    protected abstract ProcessStartInfo StartInfo();

    /// <summary>What ends it when the tests are killed.</summary>
    protected virtual string DeathSignal => "KILL";

    protected virtual void KillNow(Process process) => process.Kill();

    protected static void RunToEnd(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{output}\n{error.GetAwaiter().GetResult()}");
    }

    /// <summary>The path of a program, or null.</summary>
    protected static string? Find(params string[] places) => places.FirstOrDefault(File.Exists);

    private string Log() => File.Exists(Path.Combine(Folder, "log")) ? File.ReadAllText(Path.Combine(Folder, "log")) : "";
}
