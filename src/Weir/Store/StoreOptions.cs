namespace Weir.Store;

/// <summary>The settings of a <see cref="SqliteStore"/>; the defaults are those of production.</summary>
public sealed record StoreOptions
{
    /// <summary>Rows of one transaction: what a crash can lose.</summary>
    public int BatchRows { get; init; } = 20_000;

    /// <summary>Rows in all; further ones are skipped and counted. 100 million rows are about 10 GB.</summary>
    public long MaxRows { get; init; } = 100_000_000;
}
