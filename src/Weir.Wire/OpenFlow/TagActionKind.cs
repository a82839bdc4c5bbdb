namespace Weir.Wire.OpenFlow;

/// <summary>Actions that have one number or none, by their code in OpenFlow 1.3 (A.2.5).</summary>
public enum TagActionKind
{
    /// <summary>Copies the time to live outwards.</summary>
    CopyTtlOut = 11,
    /// <summary>Copies the time to live inwards.</summary>
    CopyTtlIn = 12,
    /// <summary>Sets the time to live of MPLS.</summary>
    SetMplsTtl = 15,
    /// <summary>Lowers the time to live of MPLS by one.</summary>
    DecrementMplsTtl = 16,
    /// <summary>Adds a VLAN tag with this EtherType.</summary>
    PushVlan = 17,
    /// <summary>Takes the outer VLAN tag away (OpenFlow 1.0: strip VLAN).</summary>
    PopVlan = 18,
    /// <summary>Adds an MPLS label with this EtherType.</summary>
    PushMpls = 19,
    /// <summary>Takes the outer MPLS label away; what is left has this EtherType.</summary>
    PopMpls = 20,
    /// <summary>Chooses a queue for the output that follows.</summary>
    SetQueue = 21,
    /// <summary>Goes on with a group.</summary>
    Group = 22,
    /// <summary>Sets the time to live of IP.</summary>
    SetIpTtl = 23,
    /// <summary>Lowers the time to live of IP by one.</summary>
    DecrementIpTtl = 24,
    /// <summary>Adds a tag of provider backbone bridging with this EtherType.</summary>
    PushPbb = 26,
    /// <summary>Takes the tag of provider backbone bridging away.</summary>
    PopPbb = 27,
}
