using Weir.Tests.Fixtures.Databases;

[assembly: AssemblyFixture(typeof(DatabaseServers))]

namespace Weir.Tests.Fixtures.Databases;

/// <summary>The database servers of the test run: each is started when the first test asks for it, and ended with the run.</summary>
public sealed class DatabaseServers : IDisposable
{
    private static readonly Lazy<MariaDbServer?> s_mariaDb = new(MariaDbServer.Begin);
    private static readonly Lazy<PostgresServer?> s_postgres = new(PostgresServer.Begin);

    /// <summary>The kinds, for theories.</summary>
    public static TheoryData<string> Kinds => ["mysql", "postgresql"];

    /// <summary>The server of a kind; skips the running test when its packages are missing.</summary>
    internal static DatabaseServer Of(string kind)
    {
        DatabaseServer? server = kind == "mysql" ? s_mariaDb.Value : s_postgres.Value;
        if (server is null) { Assert.Skip(kind == "mysql" ? "mariadbd is missing (Debian: mariadb-server)" : "PostgreSQL is missing (Debian: postgresql)"); }
        return server!;
    }

    /// <summary>A server for one test alone, which may end it.</summary>
    internal static DatabaseServer Own(string kind)
    {
        DatabaseServer? server = kind == "mysql" ? MariaDbServer.Begin() : PostgresServer.Begin();
        if (server is null) { Assert.Skip(kind == "mysql" ? "mariadbd is missing (Debian: mariadb-server)" : "PostgreSQL is missing (Debian: postgresql)"); }
        return server!;
    }

    public void Dispose()
    {
        if (s_mariaDb.IsValueCreated) { s_mariaDb.Value?.Dispose(); }
        if (s_postgres.IsValueCreated) { s_postgres.Value?.Dispose(); }
    }
}
