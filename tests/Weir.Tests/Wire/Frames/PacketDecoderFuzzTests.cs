using Weir.Wire.Frames;

namespace Weir.Tests.Wire.Frames;

/// <summary>Random and mutated frames: nothing throws, and every offset lies inside the frame.</summary>
public sealed class PacketDecoderFuzzTests
{
    private static readonly LinkType[] Links =
    [
        LinkType.Null, LinkType.Ethernet, LinkType.RawBsd, LinkType.RawOpenBsd, LinkType.Raw, LinkType.Loop, LinkType.LinuxSll,
        LinkType.IPv4, LinkType.IPv6, LinkType.LinuxSll2, (LinkType)147,
    ];

    [Fact]
    public void Random_bytes_never_throw_and_offsets_stay_inside()
    {
        const int seed = 20261125;
        var random = new Random(seed);
        byte[] frame = new byte[200];
        DecodedPacket packet = default;
        for (int round = 0; round < 100_000; round++)
        {
            int length = random.Next(frame.Length);
            random.NextBytes(frame);
            LinkType link = Links[random.Next(Links.Length)];
            Steer(frame, random);
            PacketDecoder.Decode(frame.AsSpan(0, length), link, ref packet);
            Check(packet, length, $"seed {seed}, round {round}");
        }
    }

    /// <summary>Every name asked at once: the walk visits all layers, and the row holds what it found.</summary>
    [Fact]
    public void Fields_of_random_and_changed_frames_never_throw()
    {
        const int seed = 20261126;
        var random = new Random(seed);
        FieldPlan.TryCompile(FrameFields.Names, out FieldPlan? all, out _).ShouldBeTrue();
        FieldPlan.TryCompile(["eth.src", "vlan.id", "ip.src", "ip.len", "ipv6.dst", "ipv6.plen", "tcp.flags", "tcp.len", "tcp.hdr_len", "udp.length"], out FieldPlan? fast, out _).ShouldBeTrue();
        (string Name, LinkType Link, byte[] Frame)[] samples = [.. Samples.All()];
        byte[] row = new byte[200_000];
        byte[] room = new byte[300];
        DecodedPacket packet = default;
        for (int round = 0; round < 10_000; round++)
        {
            (_, LinkType link, byte[] frame) = samples[random.Next(samples.Length)];
            frame = frame[..random.Next(frame.Length + 1)];
            for (int i = random.Next(4); i > 0 && frame.Length > 0; i--) { frame[random.Next(frame.Length)] = (byte)random.Next(256); }
            if (round % 4 == 0)
            {
                random.NextBytes(room);
                Steer(room, random);
                (frame, link) = (room, Links[random.Next(Links.Length)]);
            }

            string what = $"seed {seed}, round {round}";
            PacketDecoder.Decode(frame, link, ref packet);
            Check(packet, frame.Length, what);
            all.TryAppend(row, frame, link, packet, new FrameFacts(1, 2, 3, 4), out _).ShouldBeTrue(what);
            fast.TryAppend(row, frame, link, packet, new FrameFacts(1, 2, 3, 4), out _).ShouldBeTrue(what);
        }
    }

    /// <summary>Holds the promises of <see cref="DecodedPacket"/> about offsets.</summary>
    internal static void Check(in DecodedPacket packet, int length, string what)
    {
        if (PacketPromises.Broken(packet, length) is { } broken) { throw new Xunit.Sdk.XunitException($"{what}: {broken}"); }
    }

    /// <summary>Sets type fields to known values, so that random bytes get past the first header.</summary>
    private static void Steer(byte[] frame, Random random)
    {
        ushort[] types = [0x0800, 0x86dd, 0x8100, 0x88a8, 0x8847, 0x8864, 0x0030, 0x0800];
        byte[] protocols = [6, 17, 47, 4, 41, 51, 0, 43, 44, 60, 137];
        ushort type = types[random.Next(types.Length)];
        (frame[12], frame[13]) = ((byte)(type >> 8), (byte)type);
        if (random.Next(8) == 0) { return; }
        frame[14] = type == 0x86dd ? (byte)0x60 : (byte)(0x40 | random.Next(4, 8));
        frame[20] = type == 0x86dd ? protocols[random.Next(protocols.Length)] : (byte)0;
        frame[23] = protocols[random.Next(protocols.Length)];
        if (random.Next(2) == 0) { frame[16] = 0; }
        if (random.Next(2) == 0) { frame[18] = 0; }
    }
}
