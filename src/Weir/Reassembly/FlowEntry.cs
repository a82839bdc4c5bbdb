namespace Weir.Reassembly;

/// <summary>What a <see cref="FlowTable{T}"/> holds: a conversation's state with its key.</summary>
internal abstract class FlowEntry
{
    public FlowKey Key;

    /// <summary>Hash of the key, kept so that growing never computes it again.</summary>
    public ulong Hash;

    /// <summary>Place in the table's list.</summary>
    public int Index;
}
