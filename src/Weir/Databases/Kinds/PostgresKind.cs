using System.Data.Common;
using Npgsql;

namespace Weir.Databases.Kinds;

/// <summary>PostgreSQL.</summary>
internal sealed class PostgresKind : IDatabaseKind
{
    /// <summary>Seconds for connecting: a server that is there answers at once, one that is away is tried again.</summary>
    private const int ConnectSeconds = 5;

    /// <inheritdoc/>
    public string Name => "PostgreSQL";

    /// <inheritdoc/>
    public IReadOnlyList<string> Schemes { get; } = ["postgresql", "postgres"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Options { get; } = ["host", "sslmode", "sslrootcert"];

    /// <inheritdoc/>
    public int Port => 5432;

    /// <inheritdoc/>
    public IDatabaseDialect Dialect { get; } = new PostgresDialect();

    /// <inheritdoc/>
    public DatabaseSession Open(DatabaseAddress address, string? password)
    {
        var options = new NpgsqlConnectionStringBuilder
        {
            Username = address.User.Length > 0 ? address.User : Environment.UserName,
            Password = password,
            Database = address.Database,
            Host = address.Option("host") ?? (address.Host.Length > 0 ? address.Host : "localhost"),
            Port = address.Port,
            Timeout = ConnectSeconds,
            Pooling = false,
            ApplicationName = "weir",
            SslMode = address.Option("sslmode") switch
            {
                "disable" => SslMode.Disable,
                "require" => SslMode.Require,
                "verify-ca" => SslMode.VerifyCA,
                "verify-full" => SslMode.VerifyFull,
                _ => SslMode.Prefer,
            },
        };
        if (address.Option("sslrootcert") is { } authority) { options.RootCertificate = authority; }
        return new PostgresSession(new NpgsqlConnection(options.ConnectionString), Dialect, address);
    }

    /// <inheritdoc/>
    // A wrong password or user, a database that is not there, a right that is missing.
    public bool IsMistake(DbException fault) => fault is PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege };

    /// <inheritdoc/>
    // An internal error is what two sessions get that renew one view at once ("tuple concurrently updated").
    public bool IsPassing(DbException fault) => fault.IsTransient || fault is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.InternalError };
}
