namespace Weir.Reassembly;

/// <summary>Where to look for a packet's conversation: its key, the key's hash, and which end sent it.</summary>
internal struct FlowPlace
{
    public FlowKey Key;
    public ulong Hash;

    /// <summary>The source is the higher end of the key.</summary>
    public bool FromHigh;
}
