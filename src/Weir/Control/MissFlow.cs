using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>In OpenFlow 1.3 a packet without a flow is dropped unless an entry of the lowest priority sends it to the controller; in 1.0 it is sent by itself.</summary>
internal static class MissFlow
{
    /// <summary>Installs that entry where it is needed.</summary>
    public static void Install(ControlledSwitch one)
    {
        if (one.Version == OpenFlowVersion.OpenFlow10) { return; }
        one.Send(new FlowMod { Command = FlowModCommand.Add, Priority = 0, Instructions = FlowInstruction.Apply([new OutputAction(OpenFlowPorts.Controller, OutputAction.WholePacket)]) });
    }
}
