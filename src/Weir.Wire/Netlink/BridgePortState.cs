namespace Weir.Wire.Netlink;

/// <summary>What a port of a bridge does with frames (IEEE 802.1D 8.4; linux/if_bridge.h, BR_STATE_*).</summary>
public enum BridgePortState : byte
{
    /// <summary>Nothing: the port is down.</summary>
    Disabled,

    /// <summary>It takes part in the spanning tree only.</summary>
    Listening,

    /// <summary>It learns addresses and does not forward yet.</summary>
    Learning,

    /// <summary>It forwards.</summary>
    Forwarding,

    /// <summary>The spanning tree keeps it closed.</summary>
    Blocking,
}
