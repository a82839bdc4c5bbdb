namespace Weir.Control;

/// <summary>What a controller counts.</summary>
internal enum ControllerCounter
{
    /// <summary>Packets that switches sent.</summary>
    PacketIns,
    /// <summary>Changes of flows that were sent.</summary>
    FlowMods,
    /// <summary>Packets that were sent to switches.</summary>
    PacketOuts,
    /// <summary>Errors that switches told.</summary>
    Errors,
    /// <summary>Messages for which a switch's queue had no room, or whose switch had gone.</summary>
    Dropped,
    /// <summary>Messages that came before a switch was ready.</summary>
    BeforeReady,
    /// <summary>Messages whose content had another form.</summary>
    NotUnderstood,
    /// <summary>Connections that ended in their handshake.</summary>
    Refused,
    /// <summary>Exceptions out of the app.</summary>
    AppFaults,
}
