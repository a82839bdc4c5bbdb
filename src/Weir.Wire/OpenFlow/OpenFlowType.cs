namespace Weir.Wire.OpenFlow;

/// <summary>Types of messages, with the numbers of OpenFlow 1.3 (A.1); <see cref="OpenFlowTypes"/> knows those of 1.0.</summary>
public enum OpenFlowType : byte
{
    /// <summary>Opens a connection and negotiates the version.</summary>
    Hello = 0,
    /// <summary>Tells that a request failed.</summary>
    Error = 1,
    /// <summary>Asks whether the other side lives.</summary>
    EchoRequest = 2,
    /// <summary>Answers an echo request with its bytes.</summary>
    EchoReply = 3,
    /// <summary>A vendor's message (1.0: vendor).</summary>
    Experimenter = 4,
    /// <summary>Asks who the switch is.</summary>
    FeaturesRequest = 5,
    /// <summary>Who the switch is.</summary>
    FeaturesReply = 6,
    /// <summary>Asks for the switch's configuration.</summary>
    GetConfigRequest = 7,
    /// <summary>The switch's configuration.</summary>
    GetConfigReply = 8,
    /// <summary>Changes the switch's configuration.</summary>
    SetConfig = 9,
    /// <summary>A packet that the switch sends to the controller.</summary>
    PacketIn = 10,
    /// <summary>A flow entry that has gone.</summary>
    FlowRemoved = 11,
    /// <summary>A port that came, went or changed.</summary>
    PortStatus = 12,
    /// <summary>A packet that the switch is to send.</summary>
    PacketOut = 13,
    /// <summary>Adds, changes or deletes flow entries.</summary>
    FlowMod = 14,
    /// <summary>Adds, changes or deletes a group (1.3).</summary>
    GroupMod = 15,
    /// <summary>Changes a port.</summary>
    PortMod = 16,
    /// <summary>Changes a table (1.3).</summary>
    TableMod = 17,
    /// <summary>Asks for statistics or descriptions (1.0: stats request).</summary>
    MultipartRequest = 18,
    /// <summary>Statistics or descriptions (1.0: stats reply).</summary>
    MultipartReply = 19,
    /// <summary>Asks to be answered when all before it is done.</summary>
    BarrierRequest = 20,
    /// <summary>All before the request is done.</summary>
    BarrierReply = 21,
    /// <summary>Asks for the queues of a port.</summary>
    QueueGetConfigRequest = 22,
    /// <summary>The queues of a port.</summary>
    QueueGetConfigReply = 23,
    /// <summary>Asks for or changes the controller's role (1.3).</summary>
    RoleRequest = 24,
    /// <summary>The controller's role (1.3).</summary>
    RoleReply = 25,
    /// <summary>Asks which messages the switch sends by itself (1.3).</summary>
    GetAsyncRequest = 26,
    /// <summary>Which messages the switch sends by itself (1.3).</summary>
    GetAsyncReply = 27,
    /// <summary>Changes which messages the switch sends by itself (1.3).</summary>
    SetAsync = 28,
    /// <summary>Adds, changes or deletes a meter (1.3).</summary>
    MeterMod = 29,
}
