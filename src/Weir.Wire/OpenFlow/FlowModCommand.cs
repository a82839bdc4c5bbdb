namespace Weir.Wire.OpenFlow;

/// <summary>What a flow-mod does (openflow-1.3 A.3.4.1).</summary>
public enum FlowModCommand : byte
{
    /// <summary>Adds an entry, in place of one with the same match and priority.</summary>
    Add = 0,
    /// <summary>Changes the actions of all entries that the match covers.</summary>
    Modify = 1,
    /// <summary>Changes the actions of the entry with exactly this match and priority.</summary>
    ModifyStrict = 2,
    /// <summary>Deletes all entries that the match covers.</summary>
    Delete = 3,
    /// <summary>Deletes the entry with exactly this match and priority.</summary>
    DeleteStrict = 4,
}
