namespace Weir.Store;

/// <summary>The settings of a <see cref="SqliteStore"/>; the defaults are those of production.</summary>
public sealed record StoreOptions
{
    /// <summary>Rows of one transaction: what a crash can lose.</summary>
    public int BatchRows { get; init; } = 20_000;

    /// <summary>Rows in all; further ones are skipped and counted. 100 million rows are about 10 GB.</summary>
    public long MaxRows { get; init; } = 100_000_000;

    /// <summary>True when tables change while others read them: readers then never wait for the writer, and indices by <see cref="RecordTable.Group"/> are there from the begin.</summary>
    public bool Live { get; init; }
}
