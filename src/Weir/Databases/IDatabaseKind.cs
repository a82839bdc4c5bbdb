using System.Data.Common;

namespace Weir.Databases;

/// <summary>A kind of database server that can take tables.</summary>
internal interface IDatabaseKind
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>The words before <c>://</c> that mean it; the first is the usual one.</summary>
    IReadOnlyList<string> Schemes { get; }

    /// <summary>The options that an address may have.</summary>
    IReadOnlyList<string> Options { get; }

    /// <summary>The port when none is said.</summary>
    int Port { get; }

    /// <summary>How its SQL is written.</summary>
    IDatabaseDialect Dialect { get; }

    /// <summary>A session that is not connected yet.</summary>
    DatabaseSession Open(DatabaseAddress address, string? password);

    /// <summary>True when waiting does not mend it: a wrong password, a database that is not there, a right that is missing.</summary>
    bool IsMistake(DbException fault);

    /// <summary>True when the same statement may pass the next time: somebody else had what it needed, or it took too long.</summary>
    bool IsPassing(DbException fault);
}
