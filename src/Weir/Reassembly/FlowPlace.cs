namespace Weir.Reassembly;

/// <summary>Where to look for a packet's conversation: its key, the key's hash, and which end sent it.</summary>
internal struct FlowPlace
{
    public FlowKey Key;
    public ulong Hash;

    /// <summary>Place of its entry in the list of the table, if it was looked for already and nothing changed since.</summary>
    public int Guess;

    /// <summary>The source is the higher end of the key.</summary>
    public bool FromHigh;
}
