using Weir.Wire.OpenFlow;

namespace Weir.Control.Apps;

/// <summary>Every switch floods every packet: POX's forwarding.hub.</summary>
internal sealed class HubApp : ControllerApp
{
    public override void Connected(ControlledSwitch one) =>
        one.Send(new FlowMod { Command = FlowModCommand.Add, Instructions = FlowInstruction.Apply([new OutputAction(OpenFlowPorts.Flood)]) });
}
