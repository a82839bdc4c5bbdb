using System.Text;
using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Tests.Reassembly;

/// <summary>Packets of one TCP connection (10.0.0.1:40000 to 10.0.0.2:80) as a capture would show them, one millisecond apart, and what reassembly makes of them.</summary>
internal sealed class Scenario
{
    public const uint ClientIsn = 1000;
    public const uint ServerIsn = 9000;
    public static readonly CapturePoint Point = new("test", "test.pcap", LinkType.Ethernet);
    public static readonly IpAddress ClientIp = IpAddress.FromIPv4(0x0a000001);
    public static readonly IpAddress ServerIp = IpAddress.FromIPv4(0x0a000002);

    private long _number;

    public Scenario(ReassemblyOptions? options = null)
    {
        Options = options ?? new ReassemblyOptions { HashSeed = 1 };
        Reassembler = new PacketReassembler<ChunkRecorder>(Chunks, Options with { KeepConversations = true }, Balance);
    }

    public ReassemblyOptions Options { get; }
    public ChunkRecorder Chunks { get; } = new();
    public Balance Balance { get; } = new();
    public PacketReassembler<ChunkRecorder> Reassembler { get; }

    /// <summary>Nanoseconds; each packet moves it on by a millisecond.</summary>
    public long Time { get; set; } = 1_000_000_000_000;

    public ushort ClientPort { get; set; } = 40000;
    public ushort ServerPort { get; set; } = 80;

    public Conversation First => Reassembler.Conversations[0];

    public RecordedStream ToServer => Chunks[First, Direction.ClientToServer];

    public RecordedStream ToClient => Chunks[First, Direction.ServerToClient];

    public Waypoint Frame(byte[] bytes, int? captured = null, CapturePoint? point = null)
    {
        DecodedPacket packet = default;
        Time += 1_000_000;
        ReadOnlySpan<byte> seen = bytes.AsSpan(0, captured ?? bytes.Length);
        PacketDecoder.Decode(seen, LinkType.Ethernet, ref packet);
        return Reassembler.Accept(new Frame(seen, point ?? Point, ++_number, Time, bytes.Length), packet);
    }

    /// <summary>A segment of the client; <paramref name="sequence"/> counts from its first byte.</summary>
    public Waypoint Client(long sequence, string data = "", TcpFlags flags = TcpFlags.Ack, long acknowledge = 0, ushort window = 65535, int? captured = null, byte[]? options = null) =>
        Frame(ClientFrame(sequence, Encoding.Latin1.GetBytes(data), flags, acknowledge, window, options), captured);

    /// <summary>A segment of the server.</summary>
    public Waypoint Server(long sequence, string data = "", TcpFlags flags = TcpFlags.Ack, long acknowledge = 0, ushort window = 65535, byte[]? options = null) =>
        Frame(ServerFrame(sequence, Encoding.Latin1.GetBytes(data), flags, acknowledge, window, options));

    public byte[] ClientFrame(long sequence, byte[] data, TcpFlags flags = TcpFlags.Ack, long acknowledge = 0, ushort window = 65535, byte[]? options = null) =>
        new FrameBuilder().Ethernet().IPv4(ClientIp, ServerIp)
            .Tcp(ClientPort, ServerPort, (uint)(ClientIsn + 1 + sequence), (flags & TcpFlags.Ack) == TcpFlags.None ? 0 : (uint)(ServerIsn + 1 + acknowledge), flags, window, options).Payload(data).ToArray();

    public byte[] ServerFrame(long sequence, byte[] data, TcpFlags flags = TcpFlags.Ack, long acknowledge = 0, ushort window = 65535, byte[]? options = null) =>
        new FrameBuilder().Ethernet().IPv4(ServerIp, ClientIp)
            .Tcp(ServerPort, ClientPort, (uint)(ServerIsn + 1 + sequence), (flags & TcpFlags.Ack) == TcpFlags.None ? 0 : (uint)(ClientIsn + 1 + acknowledge), flags, window, options).Payload(data).ToArray();

    public Scenario Handshake()
    {
        Client(-1, flags: TcpFlags.Syn).ShouldBe(Waypoint.SegmentEmpty);
        Server(-1, flags: TcpFlags.Syn | TcpFlags.Ack).ShouldBe(Waypoint.SegmentEmpty);
        Client(0).ShouldBe(Waypoint.SegmentEmpty);
        return this;
    }

    /// <summary>Ends the capture and checks that every packet was accounted for and all memory given back.</summary>
    public Scenario Complete()
    {
        Reassembler.Complete();
        Balance.Holds.ShouldBeTrue();
        Reassembler.BytesHeld.ShouldBe(0);
        Reassembler.OpenConversations.ShouldBe(0);
        return this;
    }
}
