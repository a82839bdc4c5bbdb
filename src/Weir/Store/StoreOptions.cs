namespace Weir.Store;

/// <summary>The settings of a <see cref="SqliteStore"/>; the defaults are those of production.</summary>
public sealed record StoreOptions
{
    /// <summary>Rows of one transaction: what a crash can lose.</summary>
    public int BatchRows { get; init; } = 20_000;

    private readonly long? _maxRows;

    /// <summary>
    /// Rows in all; further ones are skipped and counted. 100 million rows, about 10 GB, where it is not said; with <see cref="Live"/> as many as the disk takes: a monitor whose newest rows are missing is wrong,
    /// and that a disk is full is told.
    /// </summary>
    public long MaxRows
    {
        get => _maxRows ?? (Live ? long.MaxValue : 100_000_000);
        init => _maxRows = value;
    }

    /// <summary>True when tables change while others read them: readers then never wait for the writer, and indices by <see cref="RecordTable.Group"/> are there from the begin.</summary>
    public bool Live { get; init; }
}
