using System.Runtime.InteropServices;
using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <content>What would make the first packet late.</content>
internal sealed partial class OpenFlowSwitch
{
    // Interfaces that no machine has.
    private const int FirstNobody = -1, SecondNobody = -2;
    private const string FirstAddress = "020000000001", SecondAddress = "020000000002";

    // As hosts begin: a question to all, its answer, and an echo there and back; then what only some have. Each is a new key, so that tables grow too.
    private static readonly (int Interface, string Headers)[] WarmFrames =
    [
        (FirstNobody, "ffffffffffff" + FirstAddress + "0806" + "0001080006040001" + FirstAddress + "0a600001" + "000000000000" + "0a600002"),
        (SecondNobody, FirstAddress + SecondAddress + "0806" + "0001080006040002" + SecondAddress + "0a600002" + FirstAddress + "0a600001"),
        (FirstNobody, SecondAddress + FirstAddress + "0800" + "4500003000000000400100000a6000010a600002" + "0800000000000000"),
        (SecondNobody, FirstAddress + SecondAddress + "0800" + "4500003000000000400100000a6000020a600001" + "0000000000000000"),
        (FirstNobody, SecondAddress + FirstAddress + "0800" + "4500003000000000401100000a6000010a600002" + "0001000200000000"),
        (FirstNobody, SecondAddress + FirstAddress + "0800" + "4500003000000000400600000a6000010a600002" + "0001000200000000"),
        (SecondNobody, "333300000001" + SecondAddress + "86dd" + "6000000000083a40" + "00000000000000000000000000000000" + "00000000000000000000000000000000" + "8000000000000000"),
    ];

    // The first packet would wait for the compiler, a millisecond and more: all that it needs runs once before, for packets of nobody between two ports that are not there. What leaves by them comes back by the tap without the
    // header of the way up, so that the loop lets it fall.
    private void Warm()
    {
        SwitchPort[] own = [.. _pipeline.Ports.Values];
        SwitchPort? mirror = _pipeline.Mirror;
        _pipeline.Ports.Clear();
        _pipeline.Mirror = null;
        foreach (int index in (int[])[FirstNobody, SecondNobody])
        {
            var port = new SwitchPort((uint)-index, TapIndex, "nobody", default);
            _pipeline.Ports.Add(port.Number, port);
            _byInterface.Add(index, port);
        }

        Pass();
        var entry = new FlowMod { Command = FlowModCommand.Add, Match = new FlowMatch([]), Instructions = FlowInstruction.Apply([new OutputAction(OpenFlowPorts.Normal)]) };
        Do(entry, Version);
        Pass();
        WarmMessages();
        Do(entry with { Command = FlowModCommand.DeleteStrict }, Version);

        _byInterface.Remove(FirstNobody);
        _byInterface.Remove(SecondNobody);
        _pipeline.Ports.Clear();
        foreach (SwitchPort port in own) { _pipeline.Ports.Add(port.Number, port); }
        _pipeline.Mirror = mirror;
        _cache.Clear();
        (_pipeline.Tables[0].Lookups, _pipeline.Tables[0].Matched) = (0, 0);
        (_arrived, _notDone) = (0, 0);
    }

    private void Pass()
    {
        foreach ((int index, string headers) in WarmFrames)
        {
            Span<byte> up = _frame.Target[SwitchFrame.HeaderLength..], frame = up[DataPathProgram.UpHeaderLength..];
            _frame.Target[..(SwitchFrame.HeaderLength + DataPathProgram.UpHeaderLength)].Clear();
            MemoryMarshal.Write(up, index);
            (up[12], up[13]) = (DataPathProgram.UpType >> 8, DataPathProgram.UpType & 0xff);
            Convert.FromHexString(headers, frame, out _, out int length);
            Arrive(SwitchFrame.HeaderLength + DataPathProgram.UpHeaderLength + length);
        }

        _cache.Clear();
        foreach (SwitchPort port in _pipeline.Ports.Values) { _learned.Forget(port.Number); }
    }

    private void WarmMessages()
    {
        byte[] frame = _frame.Bytes.ToArray();
        FlowKeyReader.TryRead(frame, (uint)-FirstNobody, out FlowKey key, out _, out _);
        OpenFlowMessage[] messages =
        [
            new PacketIn { Data = frame, Match = new FlowMatch([new MatchField(OxmField.InPort, 0)]) },
            new PacketOut { Data = frame, Actions = [new OutputAction(OpenFlowPorts.Flood)] },
            new PacketOut { Data = frame, InPort = (uint)-FirstNobody, Actions = [new OutputAction(OpenFlowPorts.Table)] },
            new FlowMod
            {
                Command = FlowModCommand.Add, BufferId = _buffers.TryKeep(_frame, (uint)-FirstNobody) ?? PacketIn.NoBuffer, IdleTimeout = 1, Instructions = FlowInstruction.Apply([new OutputAction((uint)-SecondNobody)]),
                Match = new FlowMatch([new MatchField(OxmField.InPort, (uint)-FirstNobody), new MatchField(OxmField.EthernetSource, key.Source), new MatchField(OxmField.EtherType, FlowKeyReader.IPv6)]),
            },
        ];
        foreach (OpenFlowMessage message in messages)
        {
            OpenFlowMessage.TryRead(message.Encode(Version), out OpenFlowMessage? read, out _, out _);
            if (read is FlowMod flow)
            {
                Do(flow, Version);
                Do(flow with { Command = FlowModCommand.DeleteStrict }, Version);
            }

            if (read is PacketOut packet) { Do(packet, Version); }
        }
    }
}
