using System.Runtime.CompilerServices;
using Weir.Wire.Frames;

namespace Weir.Reassembly;

public sealed partial class PacketReassembler<TSink>
{
    private const int FlowPoolLimit = 4096;
    private const int FlowsAtOnce = 256;
    private const int EvictionSample = 32;
    private const ushort HighestSystemPort = 1023;

    private long _begun;

    /// <summary>Tells where the conversation of a packet with a transport header is to be looked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Locate(int point, in DecodedPacket packet, ref FlowPlace place)
    {
        place.Key = FlowKey.Of(packet, point, _vlanMask, _tunnelMask, out place.FromHigh);
        place.Hash = _flows.HashOf(place.Key);
    }

    /// <summary>The conversation of a packet, begun when it is not there or has been idle for too long.</summary>
    private Flow FlowOf(in Frame frame, in DecodedPacket packet, in FlowPlace place, out Direction direction)
    {
        Flow? flow = _last;
        if (flow is null || !flow.Key.Matches(place.Key)) { flow = _flows.Find(place.Key, place.Hash); }
        if (flow is null || _time - flow.LastTime > IdleLimit(flow)) { flow = Renew(flow, place, frame, packet); }
        _last = flow;
        flow.LastTime = frame.Time;
        flow.LastPacket = _packets;
        direction = flow.DirectionOf(place.FromHigh);
        return flow;
    }

    private long IdleLimit(Flow flow) => flow.Key.Protocol == IpProtocols.Udp ? _udpIdle : _tcpIdle;

    private Flow Renew(Flow? idle, in FlowPlace place, in Frame frame, in DecodedPacket packet)
    {
        if (idle is not null) { Remove(idle, StreamEnd.Idle); }
        if (_flows.Count >= Math.Max(1, _options.Conversations)) { Evict(); }
        if (_flowPool.Count == 0) { FillFlowPool(); }
        Flow flow = _flowPool.Pop();
        _flows.Add(flow, place.Key, place.Hash);
        Begin(flow, frame, packet, place.FromHigh);
        return flow;
    }

    /// <summary>Makes so many at once that they lie side by side: what packets touch then takes up few pages of memory.</summary>
    private void FillFlowPool()
    {
        for (int i = Math.Clamp(_flows.Count / 4, 4, FlowsAtOnce); i > 0; i--) { _flowPool.Push(new Flow()); }
    }

    /// <summary>Begins a conversation with its first packet, which decides who the client is.</summary>
    private void Begin(Flow flow, in Frame frame, in DecodedPacket packet, bool fromHigh)
    {
        bool senderIsClient = true;
        bool guessed = false;
        bool isTcp = packet.Protocol == IpProtocols.Tcp;
        if (isTcp && (packet.Flags & TcpFlags.Syn) != TcpFlags.None)
        {
            senderIsClient = (packet.Flags & TcpFlags.Ack) == TcpFlags.None;
        }
        else if (isTcp)
        {
            guessed = true;
            senderIsClient = packet.SourcePort >= packet.DestinationPort;
        }
        else if (packet.SourcePort <= HighestSystemPort && packet.DestinationPort > HighestSystemPort)
        {
            // An answer whose question was not captured.
            guessed = true;
            senderIsClient = false;
        }

        FlowEnd source = new(packet.Source, packet.SourcePort);
        FlowEnd destination = new(packet.Destination, packet.DestinationPort);
        Conversation conversation = new(
            ++System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_conversationIds)[PointIndex(frame.Point)],
            frame.Point,
            packet.Protocol,
            senderIsClient ? source : destination,
            senderIsClient ? destination : source,
            frame.Number,
            frame.Time)
        {
            ClientIsGuessed = guessed,
            Vlan = packet.OuterVlan,
            TunnelKey = packet.TunnelKey,
        };
        flow.Begin(conversation, fromHigh == senderIsClient);
        flow.Ordinal = _begun++;
        flow.LastTime = frame.Time;
        flow.LastPacket = _packets;
        _balance.Add(Waypoint.ConversationsBegun);
        if (_options.KeepConversations) { _conversations.Add(conversation); }
    }

    /// <summary>Ends a conversation and forgets it.</summary>
    private void Remove(Flow flow, StreamEnd reason)
    {
        Finish(flow, reason);
        _flows.Remove(flow);
        if (ReferenceEquals(_last, flow)) { _last = null; }
        flow.Conversation = null!;
        if (_flowPool.Count < FlowPoolLimit) { _flowPool.Push(flow); }
    }

    /// <summary>Makes room for a conversation: of the next few in the list, one that is over goes, else the one without a packet for longest.</summary>
    private void Evict()
    {
        Flow? victim = null;
        int sample = Math.Min(EvictionSample, _flows.Count);
        for (int i = 0; i < sample; i++)
        {
            if (++_cursor >= _flows.Count) { _cursor = 0; }
            Flow candidate = _flows[_cursor];
            if (victim is null || candidate.IsOver && !victim.IsOver || candidate.IsOver == victim.IsOver && candidate.LastPacket < victim.LastPacket) { victim = candidate; }
        }

        if (!victim!.IsOver) { _balance.Add(Waypoint.ConversationsEvicted); }
        Remove(victim, StreamEnd.Evicted);
    }

    /// <summary>Looks after one conversation: what has been idle or over for too long ends, what waits may be given up.</summary>
    private void Step()
    {
        _fragments.Expire(_time);
        if (_flows.Count == 0) { return; }
        if (++_cursor >= _flows.Count) { _cursor = 0; }
        LookAfter(_flows[_cursor], _time);
        _flows.At(_cursor + 1)?.FetchTime();
    }

    private void LookAfter(Flow flow, long now)
    {
        long idle = now - flow.LastTime;
        if (idle > (flow.IsOver ? Math.Min(_linger, IdleLimit(flow)) : IdleLimit(flow)))
        {
            Remove(flow, StreamEnd.Idle);
        }
        else if (flow.Waiting)
        {
            CheckWaiting(flow, now, 0);
        }
    }

    /// <summary>
    /// Says that it is <paramref name="time"/> (nanoseconds since 1970-01-01 UTC) by the capture's clock though no packet came: idle conversations end and holes whose time has passed are given up.
    /// For live captures; reading a file needs no such call.
    /// </summary>
    public void Advance(long time)
    {
        _fragments.Expire(time);
        for (int i = _flows.Count - 1; i >= 0; i--)
        {
            Flush(_flows[i], Direction.ClientToServer);
            Flush(_flows[i], Direction.ServerToClient);
            LookAfter(_flows[i], time);
        }
    }

    /// <summary>The conversations that are followed now, with their counters up to date.</summary>
    internal IEnumerable<Conversation> Open()
    {
        for (int i = 0; i < _flows.Count; i++)
        {
            Flush(_flows[i], Direction.ClientToServer);
            Flush(_flows[i], Direction.ServerToClient);
            yield return _flows[i].Conversation;
        }
    }

    private Waypoint Udp(in Frame frame, in DecodedPacket packet, in FlowPlace place)
    {
        Flow flow = FlowOf(frame, packet, place, out Direction direction);
        Count(flow, direction, frame, packet);
        HalfStream half = flow.Half(direction);
        half.HadChunk = true;
        long offset = half.Next;
        half.Next += packet.PayloadLength;
        _sink.Accept(new Chunk
        {
            Conversation = flow.Conversation,
            Direction = direction,
            Kind = ChunkKind.Datagram,
            Bytes = frame.Bytes.Slice(packet.PayloadOffset, packet.PayloadLength),
            Offset = offset,
            FrameNumber = frame.Number,
            Time = frame.Time,
        });
        int missing = MissingOf(frame, packet);
        if (missing > 0) { Gap(flow, direction, half, missing); }
        return Waypoint.Datagram;
    }
}
