using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <content>Packets that come to this process.</content>
internal sealed partial class OpenFlowSwitch
{
    // Most bytes of a packet in a message of OpenFlow, which has 65,535 in all.
    private const int LongestToldPacket = 65_000;

    private readonly SwitchFrame _asked = new();
    private long _notDone;
    private long _arrived;

    /// <summary>Does what a controller says with a packet.</summary>
    internal Refusal? Do(PacketOut message, OpenFlowVersion version)
    {
        uint port = message.InPort;
        if (message.BufferId == PacketIn.NoBuffer)
        {
            if (!_frame.TryBegin(message.Data.Span)) { return Refusal.BadLength; }
        }
        else if (!_buffers.TryTake(message.BufferId, _frame, out _))
        {
            return Refusal.BufferEmpty;
        }

        if (Check(message.Actions, version) is { } refusal) { return refusal; }
        if (!FlowKeyReader.TryRead(_frame.Bytes, port, out FlowKey key, out int transport, out _)) { return Refusal.BadLength; }
        if (message.BufferId == PacketIn.NoBuffer && _frame.Length > _pipeline.LeastMtu + FlowKeyReader.EthernetLength + (key.Vlan != 0 ? 4 : 0) && !_frame.TrySegment(in key, transport, _pipeline.LeastMtu)) { _notDone++; }
        PacketPlan plan = _pipeline.Run(in key, message.Actions, version);
        CarryOut(plan, in key, transport);
        return null;
    }

    // A packet that the kernel had no key for.
    private void Arrive(int read)
    {
        if (!_frame.TryBegin(read)) { return; }
        _arrived++;
        if (!_byInterface.TryGetValue(_frame.Interface, out SwitchPort? port) || port.IsMirror || (port.Config & (SwitchPort.Down | SwitchPort.NoReceive)) != 0)
        {
            _notDone++;
            return;
        }

        Follow(port.Number, mayAsk: (port.Config & SwitchPort.NoPacketIn) == 0);
    }

    // The packet in _frame goes through the tables, and its key goes to the kernel where that can do the same.
    private void Follow(uint number, bool mayAsk)
    {
        if (!FlowKeyReader.TryRead(_frame.Bytes, number, out FlowKey key, out int transport, out bool cacheable))
        {
            _notDone++;
            return;
        }

        // IEEE 802.1D, 7.12.6: frames for bridges themselves are not forwarded by a switch that works by itself.
        bool alone = IsAlone;
        if (alone && (key.Destination & 0xffff_ffff_fff0) == 0x0180_c200_0000) { return; }
        if (_learned.Learn((ushort)(key.Vlan & 0x0fff), key.Source, number)) { _cache.RemoveNormal(key.Source); }
        PacketPlan plan = alone ? _pipeline.RunNormal(in key) : _pipeline.Run(in key, Version);
        if (!mayAsk) { plan.Copies.RemoveAll(copy => copy.Port == OpenFlowPorts.Controller); }
        if (cacheable && HeaderChange.TryCompile(in key, plan, _indexOf, out CachedActions actions)) { _cache.Add(in key, _frame.Interface, plan, in actions); }
        CarryOut(plan, in key, transport);
    }

    private bool IsAlone => Options.Standalone && !_sessions.Exists(one => one.IsController);

    private int? IndexOf(uint number) => _pipeline.Ports.TryGetValue(number, out SwitchPort? port) ? port.Index : null;

    private void CarryOut(PacketPlan plan, in FlowKey key, int transport)
    {
        long now = _time.GetTimestamp();
        foreach (FlowRule rule in plan.Rules)
        {
            rule.Packets++;
            rule.Bytes += (ulong)_frame.Length;
            rule.Used = now;
        }

        foreach (TrafficCounter counter in plan.Counters) { counter.Add(1, (ulong)_frame.Length); }
        if (plan.IsIncomplete) { _notDone++; }
        if (plan.Mirror is { } mirror) { _path.Send(mirror.Index, _frame); }
        int leaving = Metered(plan);
        for (int i = 0; i < leaving; i++)
        {
            PacketCopy copy = plan.Copies[i];
            SwitchFrame frame = _frame;
            FlowKey headers = copy.Headers;
            if (!copy.Ttl.IsNone || !headers.Equals(key))
            {
                // The next copy may leave with other headers.
                _scratch.BeginWhole(_frame.HeaderAndBytes, _frame.Interface);
                frame = _scratch;
                if (!HeaderChange.TryApply(frame, in key, transport, in headers, copy.Ttl))
                {
                    _notDone++;
                    continue;
                }
            }

            if (copy.Port == OpenFlowPorts.Controller) { Ask(copy, frame, key.InPort); }
            else if (IndexOf(copy.Port) is { } index) { _path.Send(index, frame); }
        }
    }

    // How many copies leave: those before the meter that drops the packet.
    private int Metered(PacketPlan plan)
    {
        foreach ((int slot, int before) in plan.Meters)
        {
            if (!_pipeline.Meters.TryPass(slot, _frame.Length)) { return before; }
        }

        return plan.Copies.Count;
    }

    private void Ask(PacketCopy copy, SwitchFrame frame, uint port)
    {
        uint? buffer = null;
        foreach (OpenFlowSession session in _sessions)
        {
            if (!session.TakesEvents) { continue; }
            int most = copy.Reason == 0 && copy.MaxLength == 0 ? session.MissSendLength : copy.MaxLength;
            bool whole = most == OutputAction.WholePacket;
            uint number = PacketIn.NoBuffer;
            // What a controller sends back comes without the kernel's header, so nothing may be left open.
            if ((!whole && frame.Length > most) || frame.Length > LongestToldPacket) { number = (buffer ??= _buffers.TryKeep(frame, port)) ?? PacketIn.NoBuffer; }
            if (number == PacketIn.NoBuffer && frame.HasOpenChecksum)
            {
                // The frame itself may leave by a port too, with what its header says.
                _asked.BeginWhole(frame.HeaderAndBytes, frame.Interface);
                _asked.CompleteChecksum();
                frame = _asked;
            }

            ReadOnlySpan<byte> bytes = frame.Bytes;
            session.SendPacketIn(new PacketIn
            {
                BufferId = number,
                TotalLength = (ushort)Math.Min(frame.Length, ushort.MaxValue),
                Reason = copy.Reason,
                Table = copy.Table,
                Cookie = copy.Cookie,
                Match = new FlowMatch([new MatchField(OxmField.InPort, port)]),
                Data = bytes[..Math.Min(bytes.Length, number == PacketIn.NoBuffer || whole ? LongestToldPacket : most)].ToArray(),
            });
        }
    }
}
