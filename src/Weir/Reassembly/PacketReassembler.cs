using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Weir.Wire.Frames;

namespace Weir.Reassembly;

/// <summary>
/// Puts packets in order: fragments become datagrams, TCP segments the byte streams of both directions, and each packet is counted at the waypoint where it ended.
/// What was lost is handed on as a gap of known length, never as bytes. Not safe for several threads; memory is bounded by its options.
/// The sink is a type parameter so that the call to it can be inlined.
/// </summary>
/// <typeparam name="TSink">Takes the chunks; a struct for speed.</typeparam>
public sealed partial class PacketReassembler<TSink> where TSink : IChunkSink
{
    /// <summary>One conversation is looked after for this many packets: what waits for time to pass must not depend on a next packet of its own.</summary>
    private const int PacketsPerStep = 16;

    private readonly ReassemblyOptions _options;
    private readonly Balance _balance;
    private readonly Stack<Flow> _flowPool = new();
    private readonly Stack<SegmentQueue> _queuePool = new();
    private readonly Dictionary<CapturePoint, int> _points = [];
    private readonly List<long> _conversationIds = [];
    private readonly List<Conversation> _conversations = [];
    private readonly uint _vlanMask;
    private readonly uint _tunnelMask;
    private readonly long _reorderTime;
    private readonly long _startTime;
    private readonly long _tcpIdle;
    private readonly long _udpIdle;
    private readonly long _linger;
    private TSink _sink;
    private FlowTable<Flow> _flows;
    private Flow? _last;
    private CapturePoint? _lastPoint;
    private int _lastPointIndex;
    private long _packets;
    private long _held;
    private int _cursor;

    // The frame in hand: gaps and ends name it.
    private long _number;
    private long _time;
    private long _previousTime = long.MaxValue;

    /// <summary>Makes a reassembler that hands chunks to <paramref name="sink"/> and counts in <paramref name="balance"/>.</summary>
    public PacketReassembler(TSink sink, ReassemblyOptions options, Balance balance)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(balance);
        _sink = sink;
        _options = options;
        _balance = balance;
        ulong seed = options.HashSeed ?? 0;
        if (options.HashSeed is null) { RandomNumberGenerator.Fill(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<ulong>(ref seed))); }
        _flows = new FlowTable<Flow>(seed);
        _fragments = new FragmentTable(options, balance);
        _vlanMask = options.SeparateVlans ? uint.MaxValue : 0;
        _tunnelMask = options.SeparateTunnels ? uint.MaxValue : 0;
        _reorderTime = Nanoseconds(options.ReorderTime);
        _startTime = Nanoseconds(options.StartTime);
        _tcpIdle = Nanoseconds(options.TcpIdle);
        _udpIdle = Nanoseconds(options.UdpIdle);
        _linger = Nanoseconds(options.ClosedLinger);
    }

    /// <summary>The sink.</summary>
    public ref TSink Sink => ref _sink;

    /// <summary>All conversations in the order of their first packets, when <see cref="ReassemblyOptions.KeepConversations"/> is set; else empty.</summary>
    public IReadOnlyList<Conversation> Conversations => _conversations;

    /// <summary>Conversations that are followed now.</summary>
    public int OpenConversations => _flows.Count;

    /// <summary>Memory that bytes before their turn and fragments take now, in bytes.</summary>
    public long BytesHeld => _held + _fragments.Held;

    /// <summary>Called when a conversation has ended, after its last chunk.</summary>
    internal Action<Conversation>? Ended { get; init; }

    /// <summary>The conversation of the packet last taken, if it was a segment or datagram.</summary>
    internal Conversation? LastConversation => _last?.Conversation;

    /// <summary>
    /// Takes one packet, whatever it is, and counts it: <see cref="Waypoint.Captured"/> and exactly one waypoint at which it ended, which is returned.
    /// Chunks that became known are handed to the sink during the call.
    /// </summary>
    /// <param name="frame">The frame; its bytes need to be valid during the call only.</param>
    /// <param name="packet">What the frame says, from <see cref="PacketDecoder"/>.</param>
    public Waypoint Accept(in Frame frame, in DecodedPacket packet)
    {
        FlowPlace place = default;
        if (packet.HasTransport) { Locate(PointIndex(frame.Point), packet, ref place); }
        GoOn(frame.Number, frame.Time);
        return Pass(frame, packet, place);
    }

    /// <summary>The next packet is the one in hand: time passes with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void GoOn(long number, long time)
    {
        _number = number;
        // A single time that is out of line, as damaged files have, must not end every conversation as idle.
        _time = Math.Min(time, _previousTime);
        _previousTime = time;
        if (++_packets % PacketsPerStep == 0) { Step(); }
    }

    private Waypoint Pass(in Frame frame, in DecodedPacket packet, in FlowPlace place)
    {
        _balance.Add(Waypoint.Captured);
        Waypoint end = Classify(frame, packet, place, 0);
        _balance.Add(end);
        return end;
    }

    /// <summary>Ends every conversation and gives up every fragment, as at the end of a capture. Further packets begin anew.</summary>
    public void Complete()
    {
        // In the order of their first packets, so that the same capture always ends the same way.
        Flow[] rest = new Flow[_flows.Count];
        for (int i = 0; i < rest.Length; i++) { rest[i] = _flows[i]; }
        Array.Sort(rest, (a, b) => a.Ordinal.CompareTo(b.Ordinal));
        foreach (Flow flow in rest) { Remove(flow, StreamEnd.CaptureEnded); }

        _fragments.Clear();
    }

    private Waypoint Classify(in Frame frame, in DecodedPacket packet, in FlowPlace place, int depth)
    {
        if (packet.HasTransport)
        {
            if (packet.Protocol == IpProtocols.Tcp) { return Tcp(frame, packet, place); }
            if (packet.Protocol == IpProtocols.Udp) { return Udp(frame, packet, place); }
            return Waypoint.NotTransport;
        }

        if (packet.NetworkOffset < 0) { return packet.Error.IsNone ? Waypoint.NotIp : Waypoint.Malformed; }
        if (packet.IsFragment && packet.TransportOffset >= 0) { return Fragment(frame, packet, depth); }
        return packet.Error.IsNone && packet.Protocol is not (IpProtocols.Tcp or IpProtocols.Udp) ? Waypoint.NotTransport : Waypoint.Malformed;
    }

    /// <summary>Payload that the snap length cut off. A frame captured whole whose headers promise more than it holds lies, and nothing is missing.</summary>
    private static int MissingOf(in Frame frame, in DecodedPacket packet) => frame.OriginalLength > frame.Bytes.Length ? packet.PayloadMissing : 0;

    private static long Nanoseconds(TimeSpan time) => time.Ticks > long.MaxValue / 100 ? long.MaxValue : time.Ticks * 100;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PointIndex(CapturePoint point) => ReferenceEquals(point, _lastPoint) ? _lastPointIndex : FindPoint(point);

    private int FindPoint(CapturePoint point)
    {
        if (!_points.TryGetValue(point, out int index))
        {
            index = _points.Count;
            _points.Add(point, index);
            _conversationIds.Add(0);
        }

        _lastPoint = point;
        _lastPointIndex = index;
        return index;
    }
}
