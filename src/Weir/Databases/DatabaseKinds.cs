using Weir.Databases.Kinds;

namespace Weir.Databases;

/// <summary>The registry of database servers: one line a kind.</summary>
internal static class DatabaseKinds
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<IDatabaseKind> All { get; } =
    [
        new MariaDbKind(),
        new PostgresKind(),
    ];
}
