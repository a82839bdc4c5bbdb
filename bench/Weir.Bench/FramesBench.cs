using BenchmarkDotNet.Attributes;
using Weir.Wire.Frames;

namespace Weir.Bench;

/// <summary>Decoding one frame, and the text of ten fields of it, by shape.</summary>
[MemoryDiagnoser]
public class FramesBench
{
    private readonly byte[] _row = new byte[1000];
    private byte[] _frame = [];
    private FieldPlan _plan = null!;
    private DecodedPacket _packet;

    /// <summary>What the frame holds.</summary>
    [Params("tcp", "tcp6", "udp", "vlan-tcp", "vxlan-tcp")]
    public string Shape { get; set; } = "tcp";

    /// <summary>Builds the frame.</summary>
    [GlobalSetup]
    public void Setup()
    {
        IpAddress a = IpAddress.FromIPv4(0x0a000001);
        IpAddress b = IpAddress.FromIPv4(0x0a000002);
        IpAddress.TryParse("2001:db8::1", out IpAddress c);
        FrameBuilder ethernet = new FrameBuilder().Ethernet();
        FrameBuilder builder = Shape switch
        {
            "tcp6" => ethernet.IPv6(c, c).Tcp(443, 50000, 1, 2),
            "udp" => ethernet.IPv4(a, b).Udp(53, 50000),
            "vlan-tcp" => ethernet.Vlan(5).IPv4(a, b).Tcp(443, 50000, 1, 2),
            "vxlan-tcp" => ethernet.IPv4(a, b).Udp(9, VxlanHeader.UdpPort).Vxlan(7).Ethernet().IPv4(b, a).Tcp(443, 50000, 1, 2),
            _ => ethernet.IPv4(a, b).Tcp(443, 50000, 1, 2),
        };
        _frame = builder.Payload(new byte[556]).ToArray();
        string[] fields = ["frame.number", "frame.time_epoch", "ip.src", "ip.dst", "tcp.srcport", "tcp.dstport", "tcp.seq_raw", "tcp.ack_raw", "tcp.flags", "tcp.len"];
        if (!FieldPlan.TryCompile(fields, out FieldPlan? plan, out string? unknown)) { throw new InvalidOperationException(unknown); }
        _plan = plan;
    }

    /// <summary>Decoding alone.</summary>
    [Benchmark(Baseline = true)]
    public int Decode()
    {
        PacketDecoder.Decode(_frame, LinkType.Ethernet, ref _packet);
        return _packet.PayloadLength;
    }

    /// <summary>Decoding and the text of ten fields.</summary>
    [Benchmark]
    public int Fields()
    {
        PacketDecoder.Decode(_frame, LinkType.Ethernet, ref _packet);
        _plan.TryAppend(_row, _frame, LinkType.Ethernet, _packet, new FrameFacts(1_234_567, 1_700_000_000_123_456_789, 610, 7), out int written);
        return written;
    }

    /// <summary>The checksum over the frame.</summary>
    [Benchmark]
    public ushort Checksum() => InternetChecksum.Compute(_frame);
}
