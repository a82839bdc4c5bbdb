namespace Weir.Wire.Netlink;

/// <summary>Whether an interface works (RFC 2863 ifOperStatus; linux/if.h, IF_OPER_*).</summary>
public enum OperationalState : byte
{
    /// <summary>The driver does not say; the loopback interface stays so.</summary>
    Unknown,

    /// <summary>It is not there.</summary>
    NotPresent,

    /// <summary>It cannot pass frames.</summary>
    Down,

    /// <summary>An interface below it is down.</summary>
    LowerLayerDown,

    /// <summary>It is being tested.</summary>
    Testing,

    /// <summary>It waits for something outside, such as authentication.</summary>
    Dormant,

    /// <summary>It passes frames.</summary>
    Up,
}
