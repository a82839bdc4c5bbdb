using Weir.Wire.Frames;

namespace Weir.Tests.Fixtures.Simulation;

/// <summary>One TCP connection as it looks on the wire: handshake, segments, acknowledgements, and on request a retransmission or two segments that overtake each other.</summary>
internal sealed class SimulatedConnection(SimulatedNetwork network, int client, int server, ushort clientPort)
{
    public const ushort ServerPort = 32323;
    private const int SegmentSize = 1448;

    private readonly int[] _nodes = [client, server];
    private readonly ushort[] _ports = [clientPort, ServerPort];
    private readonly uint[] _next = new uint[2];
    private readonly uint[] _received = new uint[2];
    private readonly long[] _lastArrival = new long[2];
    private readonly int[] _sent = new int[2];
    private readonly int[] _unacknowledged = new int[2];
    private readonly List<Action>[] _held = [[], []];

    /// <summary>Numbers of the segments (from 1, by side) that are sent a second time a little later.</summary>
    public (int Side, int Segment) Retransmit { get; init; }

    /// <summary>The segment (from 1, by side) that arrives after its successor.</summary>
    public (int Side, int Segment) Overtaken { get; init; }

    public int NodeOf(int side) => _nodes[side];

    public string EndOf(int side) => $"10.0.0.{_nodes[side] + 1}:{_ports[side]}";

    /// <summary>SYN, SYN and ACK, ACK; then <paramref name="opened"/>.</summary>
    public void Open(Action opened)
    {
        Span<byte> initial = stackalloc byte[8];
        network.Fill(initial);
        _next[0] = BitConverter.ToUInt32(initial);
        _next[1] = BitConverter.ToUInt32(initial[4..]);
        Carry(0, Segment(0, TcpFlags.Syn, []), () =>
        {
            _received[1] = ++_next[0];
            Carry(1, Segment(1, TcpFlags.Syn | TcpFlags.Ack, []), () =>
            {
                _received[0] = ++_next[1];
                Carry(0, Segment(0, TcpFlags.Ack, []), opened);
            });
        });
    }

    /// <summary>Sends bytes now; <paramref name="delivered"/> runs when the other side has them all in order.</summary>
    public void Send(int side, byte[] bytes, Action delivered)
    {
        for (int at = 0; at < bytes.Length; at += SegmentSize)
        {
            byte[] part = bytes[at..Math.Min(at + SegmentSize, bytes.Length)];
            bool isLast = at + part.Length == bytes.Length;
            byte[] segment = Segment(side, isLast ? TcpFlags.Ack | TcpFlags.Psh : TcpFlags.Ack, part);
            _next[side] += (uint)part.Length;
            _unacknowledged[side] = 0;
            int number = ++_sent[side];
            Action arrive = () => Arrive(side, part.Length, isLast ? delivered : null);
            network.See(_nodes[side], segment);
            long arrival = Arrival(side);
            network.At(arrival, () => Pass(side, number, segment, arrive));
            if (Retransmit == (side, number))
            {
                network.At(network.Now + 3_000_000, () =>
                {
                    network.See(_nodes[side], segment);
                    network.At(Arrival(side), () => network.See(_nodes[1 - side], segment));
                });
            }
        }
    }

    // What comes behind an overtaken segment waits for it: the application reads in order.
    private void Pass(int side, int number, byte[] segment, Action arrive)
    {
        if (Overtaken == (side, number))
        {
            _held[side].Add(() =>
            {
                network.See(_nodes[1 - side], segment);
                arrive();
            });
            return;
        }

        network.See(_nodes[1 - side], segment);
        if (_held[side].Count == 0)
        {
            arrive();
            return;
        }

        Action late = _held[side][0];
        _held[side].Clear();
        network.At(network.Now + 20_000, () =>
        {
            late();
            arrive();
        });
    }

    private void Arrive(int side, int length, Action? delivered)
    {
        int receiver = 1 - side;
        _received[receiver] += (uint)length;
        delivered?.Invoke();
        if (++_unacknowledged[receiver] < 3) { return; }
        _unacknowledged[receiver] = 0;
        Carry(receiver, Segment(receiver, TcpFlags.Ack, []), null);
    }

    private void Carry(int side, byte[] segment, Action? arrived)
    {
        network.See(_nodes[side], segment);
        network.At(Arrival(side), () =>
        {
            network.See(_nodes[1 - side], segment);
            arrived?.Invoke();
        });
    }

    private long Arrival(int side) => _lastArrival[side] = Math.Max(network.Now + network.Between(150, 450), _lastArrival[side] + 5000);

    private byte[] Segment(int side, TcpFlags flags, byte[] payload) => new FrameBuilder()
        .Ethernet(Mac(_nodes[side]), Mac(_nodes[1 - side]))
        .IPv4(Ip(_nodes[side]), Ip(_nodes[1 - side]), identification: network.NextIdentification(_nodes[side]))
        .Tcp(_ports[side], _ports[1 - side], _next[side], (flags & TcpFlags.Ack) != 0 ? _received[side] : 0, flags, 64240, (flags & TcpFlags.Syn) != 0 ? [2, 4, 5, 0xb4] : [])
        .Payload(payload)
        .ToArray();

    internal static byte[] Mac(int node) => [2, 0, 0, 0, 0, (byte)(node + 1)];

    internal static IpAddress Ip(int node) => IpAddress.FromIPv4(0x0a000001u + (uint)node);
}
