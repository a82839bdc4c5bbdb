using System.Data.Common;
using MySqlConnector;

namespace Weir.Databases.Kinds;

/// <summary>MariaDB and MySQL.</summary>
internal sealed class MariaDbKind : IDatabaseKind
{
    /// <summary>Seconds for connecting: a server that is there answers at once, one that is away is tried again.</summary>
    private const uint ConnectSeconds = 5;

    /// <inheritdoc/>
    public string Name => "MariaDB or MySQL";

    /// <inheritdoc/>
    public IReadOnlyList<string> Schemes { get; } = ["mysql", "mariadb"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Options { get; } = ["socket", "sslmode", "sslrootcert"];

    /// <inheritdoc/>
    public int Port => 3306;

    /// <inheritdoc/>
    public IDatabaseDialect Dialect { get; } = new MariaDbDialect();

    /// <inheritdoc/>
    public DatabaseSession Open(DatabaseAddress address, string? password)
    {
        var options = new MySqlConnectionStringBuilder
        {
            UserID = address.User.Length > 0 ? address.User : Environment.UserName,
            Password = password ?? "",
            Database = address.Database,
            Server = address.Host.Length > 0 ? address.Host : "localhost",
            Port = (uint)address.Port,
            ConnectionTimeout = ConnectSeconds,
            Pooling = false,
            // Several rows of a batch are one statement; an empty change is none.
            UseAffectedRows = false,
            SslMode = address.Option("sslmode") switch
            {
                "disable" => MySqlSslMode.Disabled,
                "require" => MySqlSslMode.Required,
                "verify-ca" => MySqlSslMode.VerifyCA,
                "verify-full" => MySqlSslMode.VerifyFull,
                _ => MySqlSslMode.Preferred,
            },
        };
        if (address.Option("sslrootcert") is { } authority) { options.SslCa = authority; }
        if (address.Option("socket") is { } socket) { (options.Server, options.ConnectionProtocol) = (socket, MySqlConnectionProtocol.UnixSocket); }
        return new MariaDbSession(new MySqlConnection(options.ConnectionString), Dialect, address);
    }

    /// <inheritdoc/>
    public bool IsMistake(DbException fault) => fault is MySqlException
    {
        ErrorCode: MySqlErrorCode.AccessDenied or MySqlErrorCode.DatabaseAccessDenied or MySqlErrorCode.UnknownDatabase or MySqlErrorCode.TableAccessDenied or MySqlErrorCode.ColumnAccessDenied,
    };

    /// <inheritdoc/>
    public bool IsPassing(DbException fault) => fault.IsTransient || fault is MySqlException { ErrorCode: MySqlErrorCode.LockDeadlock or MySqlErrorCode.LockWaitTimeout or MySqlErrorCode.CommandTimeoutExpired or MySqlErrorCode.QueryInterrupted };
}
