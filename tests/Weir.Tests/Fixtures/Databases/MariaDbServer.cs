using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using MySqlConnector;

namespace Weir.Tests.Fixtures.Databases;

/// <summary>A MariaDB of the tests' own.</summary>
internal sealed class MariaDbServer : DatabaseServer
{
    private static readonly string? s_program = Find("/usr/sbin/mariadbd", "/usr/bin/mariadbd");
    private static readonly string? s_install = Find("/usr/bin/mariadb-install-db");

    private MariaDbServer() { }

    public override string Scheme => "mysql";

    protected override string FirstDatabase => "mysql";

    private string Data => Path.Combine(Folder, "data");

    private string Socket => Path.Combine(Folder, "s");

    /// <summary>Makes and starts one; null when the packages are missing.</summary>
    public static MariaDbServer? Begin()
    {
        if (s_program is null || s_install is null) { return null; }
        var server = new MariaDbServer();
        RunToEnd(s_install, "--no-defaults", $"--datadir={server.Data}", $"--user={Environment.UserName}", "--auth-root-authentication-method=normal", "--skip-test-db");
        server.Start();
        server.Execute("mysql", $"CREATE USER 'weir'@'127.0.0.1' IDENTIFIED BY '{Password}'");
        server.Execute("mysql", "GRANT ALL ON *.* TO 'weir'@'127.0.0.1'");
        return server;
    }

    public override DbConnection Connect(string database) =>
        new MySqlConnection(new MySqlConnectionStringBuilder { Server = Socket, ConnectionProtocol = MySqlConnectionProtocol.UnixSocket, UserID = "root", Database = database, Pooling = false, ConnectionTimeout = 5 }.ConnectionString);

    public override string Address(string database) => $"mysql://root@/{database}?socket={Socket}";

    protected override void CreateDatabase(string name) => Execute("mysql", $"CREATE DATABASE {name}");

    // A server that starts takes away the temporary tables of others in the same folder: it has one of its own.
    protected override ProcessStartInfo StartInfo() => new(s_program!,
    [
        "--no-defaults", $"--datadir={Data}", $"--tmpdir={Folder}", $"--socket={Socket}", $"--user={Environment.UserName}", "--bind-address=127.0.0.1", string.Create(CultureInfo.InvariantCulture, $"--port={Port}"),
        "--skip-name-resolve", "--open-files-limit=1024", "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=16M", $"--log-error={Path.Combine(Folder, "log")}", $"--pid-file={Path.Combine(Folder, "pid")}",
    ])
    { WorkingDirectory = "/" };
}
