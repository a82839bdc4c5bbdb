using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Weir.Tests.Fixtures.Databases;

/// <summary>A PostgreSQL of the tests' own; for the superuser it runs as the user postgres, as it asks to.</summary>
internal sealed class PostgresServer : DatabaseServer
{
    private static readonly string? s_programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin")).Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault() : null;

    private PostgresServer() { }

    public override string Scheme => "postgresql";

    protected override string FirstDatabase => "postgres";

    private string Data => Path.Combine(Folder, "data");

    /// <summary>Makes and starts one; null when the packages are missing.</summary>
    public static PostgresServer? Begin()
    {
        if (s_programs is null) { return null; }
        var server = new PostgresServer();
        string secret = Path.Combine(server.Folder, "secret");
        File.WriteAllText(secret, Password + "\n");
        if (Environment.IsPrivilegedProcess) { RunToEnd("chown", "-R", "postgres:", server.Folder); }
        string[] command = server.As("initdb", "-D", server.Data, "-U", "weir", "-E", "UTF8", "--locale=C", "--auth-local=trust", "--auth-host=scram-sha-256", $"--pwfile={secret}", "--no-sync");
        RunToEnd(command[0], command[1..]);
        server.Start();
        return server;
    }

    public override DbConnection Connect(string database) =>
        new NpgsqlConnection(new NpgsqlConnectionStringBuilder { Host = Folder, Port = Port, Username = "weir", Database = database, Pooling = false, Timeout = 5 }.ConnectionString);

    public override string Address(string database) => string.Create(CultureInfo.InvariantCulture, $"postgresql://weir@:{Port}/{database}?host={Folder}");

    protected override void CreateDatabase(string name) => Execute("postgres", $"CREATE DATABASE {name}");

    protected override ProcessStartInfo StartInfo()
    {
        string[] command = As("postgres", "-D", Data, "-k", Folder, "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "logging_collector=off", "-c", "log_min_messages=panic");
        return new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/" };
    }

    protected override string DeathSignal => "QUIT";

    // An immediate shutdown: no transaction is finished, and the next start recovers from the log. A SIGKILL would leave its children to notice.
    protected override void KillNow(Process process) => RunToEnd("kill", "-QUIT", process.Id.ToString(CultureInfo.InvariantCulture));

    private string[] As(string program, params string[] arguments)
    {
        string path = Path.Combine(s_programs!, program);
        // setpriv becomes the program: the process that was started is the server.
        return Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--", path, .. arguments] : [path, .. arguments];
    }
}
