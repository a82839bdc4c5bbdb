using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <content>What would make the first packet late.</content>
internal sealed partial class OpenFlowSwitch
{
    // The first packet would wait for the compiler, a millisecond and more: what it needs runs once before, with a frame of nobody that came in nowhere.
    private void Warm()
    {
        byte[] frame = new byte[60];
        (frame[12], frame[14], frame[23]) = (0x08, 0x45, 17);
        _frame.TryBegin(frame);
        FlowKeyReader.TryRead(_frame.Bytes, 0, out FlowKey key, out int transport, out _);
        foreach (PacketPlan plan in (PacketPlan[])[_pipeline.RunNormal(in key), _pipeline.Run(in key, Version), _pipeline.Run(in key, [new OutputAction(OpenFlowPorts.Flood)], Version)])
        {
            if (HeaderChange.TryCompile(in key, plan, IndexOf, out CachedActions actions)) { _cache.Add(in key, 0, plan, in actions); }
            plan.Copies.Clear();
            CarryOut(plan, in key, transport);
        }

        _cache.Clear();
        _pipeline.Tables[0].Lookups = 0;
        WarmMessages(frame);

        // Behind no header of the way up: it comes back to the loop, which lets it fall.
        _path.Send(TapIndex, _frame);
    }

    private void WarmMessages(byte[] frame)
    {
        OpenFlowMessage[] messages =
        [
            new PacketIn { Data = frame, Match = new FlowMatch([new MatchField(OxmField.InPort, 0)]) },
            new PacketOut { Data = frame, Actions = [new OutputAction(OpenFlowPorts.Flood)] },
            new FlowMod { Command = FlowModCommand.Add, Match = new FlowMatch([new MatchField(OxmField.InPort, 0), new MatchField(OxmField.EtherType, FlowKeyReader.IPv4)]), Instructions = FlowInstruction.Apply([new OutputAction(1)]) },
        ];
        foreach (OpenFlowMessage message in messages)
        {
            OpenFlowMessage.TryRead(message.Encode(Version), out OpenFlowMessage? read, out _, out _);
            if (read is FlowMod flow)
            {
                Do(flow, Version);
                Do(flow with { Command = FlowModCommand.DeleteStrict }, Version);
            }

            if (read is PacketOut packet) { Do(packet with { Actions = [] }, Version); }
        }
    }
}
