namespace Weir.Consensus.Chain;

/// <summary>Keeps the records of a chain's blocks, one after the other. Reading may be done by any thread; appending by one at a time.</summary>
internal interface IBlockStore : IDisposable
{
    /// <summary>Records so far.</summary>
    long Count { get; }

    /// <summary>Keeps one more; when this returns, it outlives the process where the store does.</summary>
    void Append(ReadOnlySpan<byte> record);

    /// <summary>A record by its place, from 0.</summary>
    byte[] Read(long index);
}
