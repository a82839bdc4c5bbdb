using System.Runtime.CompilerServices;
using Weir.Wire.Frames;

namespace Weir.Reassembly;

public sealed partial class PacketReassembler<TSink>
{
    private const int FlowPoolLimit = 4096;
    private const int EvictionSample = 32;
    private const ushort HighestSystemPort = 1023;

    private long _begun;

    /// <summary>
    /// Tells where the conversation of a packet with a transport header is to be looked for. With many packets at hand this is done for some of them, then <see cref="Fetch"/>, then
    /// <see cref="Accept(in Frame, in DecodedPacket, in FlowPlace)"/>, so that the caches load one conversation while another is worked on.
    /// </summary>
    internal void Locate(CapturePoint point, in DecodedPacket packet, out FlowPlace place)
    {
        _flows.Locate(packet, PointIndex(point), _vlanMask, _tunnelMask, out place);
    }

    /// <summary>Begins to load what the next packet of the conversation at <paramref name="place"/> will touch.</summary>
    internal void Fetch(ref FlowPlace place) => _flows.Fetch(ref place);

    /// <summary>A packet's conversation, which is begun when it is not there or has been idle for too long, its number, and which way the packet goes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref FlowEntry EntryOf(in Frame frame, in DecodedPacket packet, in FlowPlace place, out int number, out Direction direction)
    {
        FlowTable flows = _flows;
        number = place.Guess;
        if ((uint)number < (uint)flows.Count)
        {
            ref FlowEntry entry = ref flows.Entry(number);
            if (entry.Key.Matches(packet, place, out direction) && _time - entry.LastTime <= IdleLimit(entry)) { return ref Touch(ref entry, number, frame); }
        }

        // Locals of their own: those whose addresses go into a call cannot stay in registers.
        int found = FindOrBegin(frame, packet, place, out Direction way);
        number = found;
        direction = way;
        return ref Touch(ref flows.Entry(found), found, frame);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref FlowEntry Touch(ref FlowEntry entry, int number, in Frame frame)
    {
        entry.LastTime = frame.Time;
        entry.LastPacket = (uint)_packets;
        _last = number;
        return ref entry;
    }

    private int FindOrBegin(in Frame frame, in DecodedPacket packet, in FlowPlace place, out Direction direction)
    {
        int number = _flows.Find(packet, place, out direction);
        return number < 0 || _time - _flows.Entry(number).LastTime > IdleLimit(_flows.Entry(number)) ? Renew(number, place, frame, packet, out direction) : number;
    }

    private long IdleLimit(in FlowEntry entry) => entry.Key.Protocol == IpProtocols.Udp ? _udpIdle : _tcpIdle;

    private int Renew(int idle, in FlowPlace place, in Frame frame, in DecodedPacket packet, out Direction direction)
    {
        if (idle >= 0) { Remove(_flows[idle], StreamEnd.Idle); }
        if (_flows.Count >= Math.Max(1, _options.Conversations)) { Evict(); }
        if (!_flowPool.TryPop(out Flow? flow)) { flow = new Flow(_flows); }
        _flows.Add(flow, place.Hash);
        Begin(flow, frame, packet, new FlowKey(packet.Source, packet.Destination, place.Ends, place.Rest), out direction);
        return flow.Number;
    }

    /// <summary>Begins a conversation with its first packet, which decides who the client is; <paramref name="key"/> has the packet's source first.</summary>
    private void Begin(Flow flow, in Frame frame, in DecodedPacket packet, in FlowKey key, out Direction direction)
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
        direction = senderIsClient ? Direction.ClientToServer : Direction.ServerToClient;
        flow.Begin(conversation, senderIsClient ? key : key.Reversed);
        flow.Ordinal = _begun++;
        flow.Entry.LastTime = frame.Time;
        flow.Entry.LastPacket = (uint)_packets;
        _balance.Add(Waypoint.ConversationsBegun);
        if (_options.KeepConversations) { _conversations.Add(conversation); }
    }

    /// <summary>Ends a conversation and forgets it.</summary>
    private void Remove(Flow flow, StreamEnd reason)
    {
        Finish(flow, reason);
        _flows.Remove(flow);
        _last = -1;
        if (_flowPool.Count < FlowPoolLimit) { _flowPool.Push(flow); }
    }

    /// <summary>Makes room for a conversation: of the next few in the list, one that is over goes, else the one without a packet for longest.</summary>
    private void Evict()
    {
        int victim = -1;
        bool victimIsOver = false;
        uint longest = 0;
        int sample = Math.Min(EvictionSample, _flows.Count);
        for (int i = 0; i < sample; i++)
        {
            if (++_cursor >= _flows.Count) { _cursor = 0; }
            ref FlowEntry candidate = ref _flows.Entry(_cursor);
            uint idle = (uint)_packets - candidate.LastPacket;
            if (victim < 0 || candidate.IsOver && !victimIsOver || candidate.IsOver == victimIsOver && idle > longest) { (victim, victimIsOver, longest) = (_cursor, candidate.IsOver, idle); }
        }

        if (!victimIsOver) { _balance.Add(Waypoint.ConversationsEvicted); }
        Remove(_flows[victim], StreamEnd.Evicted);
    }

    /// <summary>Looks after one conversation: what has been idle or over for too long ends, what waits may be given up.</summary>
    private void Step()
    {
        _fragments.Expire(_time);
        if (_flows.Count == 0) { return; }
        if (++_cursor >= _flows.Count) { _cursor = 0; }
        LookAfter(_cursor, _time);
        _flows.Fetch(_cursor + 1);
    }

    private void LookAfter(int number, long now)
    {
        ref FlowEntry entry = ref _flows.Entry(number);
        long idle = now - entry.LastTime;
        if (idle > (entry.IsOver ? Math.Min(_linger, IdleLimit(entry)) : IdleLimit(entry)))
        {
            Remove(_flows[number], StreamEnd.Idle);
        }
        else if (entry.Waiting)
        {
            CheckWaiting(_flows[number], now, 0);
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
            LookAfter(i, time);
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
        _ = EntryOf(frame, packet, place, out int number, out Direction direction);
        Flow flow = _flows[number];
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

    /// <summary>Brings the conversation's counters up to date with what the fast path counted.</summary>
    private static void Flush(Flow flow, Direction direction)
    {
        ref StreamLane lane = ref flow.Lane(direction);
        if (lane.Packets == 0) { return; }
        ref ConversationCounters counters = ref flow.Conversation.CountersOf(direction);
        counters.Packets += lane.Packets;
        counters.Bytes += lane.Bytes;
        counters.PayloadBytes += lane.Next - flow.Rest(direction).CountedTo;
        counters.LastTime = Math.Max(counters.LastTime, lane.LastTime);
        lane.Packets = 0;
        lane.Bytes = 0;
    }

    private static void Count(Flow flow, Direction direction, in Frame frame, in DecodedPacket packet)
    {
        Flush(flow, direction);
        ref ConversationCounters counters = ref flow.Conversation.CountersOf(direction);
        if (counters.Packets++ == 0)
        {
            counters.FirstTime = frame.Time;
            counters.LastTime = frame.Time;
        }

        counters.Bytes += frame.OriginalLength;
        counters.PayloadBytes += packet.PayloadLength;
        if (frame.Time > counters.LastTime) { counters.LastTime = frame.Time; }
    }
}
