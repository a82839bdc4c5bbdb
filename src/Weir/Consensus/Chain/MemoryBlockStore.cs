namespace Weir.Consensus.Chain;

/// <summary>Keeps records in memory, for chains that end with their process.</summary>
internal sealed class MemoryBlockStore : IBlockStore
{
    private readonly Lock _gate = new(); // _records
    private readonly List<byte[]> _records = [];

    /// <inheritdoc/>
    public long Count
    {
        get
        {
            lock (_gate) { return _records.Count; }
        }
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> record)
    {
        byte[] copy = record.ToArray();
        lock (_gate) { _records.Add(copy); }
    }

    /// <inheritdoc/>
    public byte[] Read(long index)
    {
        lock (_gate) { return _records[(int)index]; }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }
}
