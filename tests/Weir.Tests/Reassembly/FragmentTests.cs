using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Tests.Reassembly;

/// <summary>Datagrams come whole out of their fragments, or not at all.</summary>
public class FragmentTests
{
    private static readonly IpAddress V6A = Address(1);
    private static readonly IpAddress V6B = Address(2);

    private static IpAddress Address(byte last)
    {
        byte[] bytes = new byte[16];
        bytes[0] = 0xfd;
        bytes[15] = last;
        return IpAddress.FromIPv6(bytes);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void A_datagram_in_fragments_comes_out_as_if_it_had_been_whole(int version)
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            byte[] data = new byte[random.Next(1300, 9000)];
            random.NextBytes(data);
            var s = new Scenario();
            List<byte[]> fragments = Cut(version, Transport(version, data), random, (uint)seed, overlap: version == 4 && seed % 2 == 0);
            byte[][] order = [.. fragments.Concat(fragments.Take(random.Next(fragments.Count)))];
            random.Shuffle(order.AsSpan(0, fragments.Count));
            int joined = 0;
            foreach (byte[] fragment in order)
            {
                Waypoint end = s.Frame(fragment);
                (end is Waypoint.FragmentKept or Waypoint.FragmentDuplicate).ShouldBeTrue($"seed {seed}: {end}");
                joined += s.Balance[Waypoint.DatagramsJoined] > joined ? 1 : 0;
            }

            s.Complete();
            s.Balance[Waypoint.DatagramsJoined].ShouldBeGreaterThan(0, $"seed {seed}");
            s.ToServer.Pieces[0].Bytes.ShouldBe(data, $"seed {seed}");
            s.First.Client.Port.ShouldBe((ushort)5000);
        }
    }

    [Fact]
    public void A_TCP_segment_in_fragments_is_a_part_of_its_stream()
    {
        var s = new Scenario().Handshake();
        byte[] whole = s.ClientFrame(0, [.. Enumerable.Range(0, 1000).Select(i => (byte)i)]);
        foreach (byte[] fragment in Cut(4, whole[34..], new Random(1), 9, overlap: false, IpProtocols.Tcp)) { s.Frame(fragment); }
        s.Client(1000, "tail").ShouldBe(Waypoint.SegmentInOrder);
        s.Complete();
        s.ToServer.Next.ShouldBe(1004);
        s.Reassembler.Conversations.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(OverlapPolicy.First, 'A')]
    [InlineData(OverlapPolicy.Last, 'B')]
    public void Overlapping_IPv4_fragments_follow_the_policy(OverlapPolicy policy, char expected)
    {
        var s = new Scenario(new ReassemblyOptions { FragmentOverlap = policy });
        byte[] udp = Transport(4, [.. Enumerable.Repeat((byte)'A', 56)]);
        byte[] other = Transport(4, [.. Enumerable.Repeat((byte)'B', 56)]);
        s.Frame(V4(udp[..32], 0, true, 7)).ShouldBe(Waypoint.FragmentKept);
        s.Frame(V4(other[16..40], 16, true, 7)).ShouldBe(Waypoint.FragmentKept);
        s.Frame(V4(udp[40..], 40, false, 7)).ShouldBe(Waypoint.FragmentKept);
        s.Complete();
        s.ToServer.Bytes[10].ShouldBe((byte)expected);
        s.ToServer.Bytes.Length.ShouldBe(56);
    }

    [Fact]
    public void Overlapping_IPv6_fragments_discard_the_datagram()
    {
        var s = new Scenario();
        byte[] udp = Transport(6, new byte[56]);
        s.Frame(V6(udp[..32], 0, true, 7)).ShouldBe(Waypoint.FragmentKept);
        s.Frame(V6(udp[..32], 0, true, 7)).ShouldBe(Waypoint.FragmentDuplicate);
        s.Frame(V6(udp[16..40], 16, true, 7)).ShouldBe(Waypoint.FragmentRefused);
        s.Frame(V6(udp[40..], 40, false, 7)).ShouldBe(Waypoint.FragmentRefused);
        s.Frame(V6(udp[32..40], 32, true, 7)).ShouldBe(Waypoint.FragmentRefused);
        s.Complete();
        s.Chunks.Streams.ShouldBeEmpty();
        s.Balance[Waypoint.DatagramsExpired].ShouldBe(1);
    }

    [Fact]
    public void An_atomic_fragment_is_a_whole_packet()
    {
        var s = new Scenario();
        byte[] frame = new FrameBuilder().Ethernet().IPv6(V6A, V6B).Fragment(0, false, 5).Udp(5000, 53).Payload([1, 2, 3]).ToArray();
        s.Frame(frame).ShouldBe(Waypoint.Datagram);
        s.ToServer.Bytes.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Fragments_are_given_up_after_their_time()
    {
        var s = new Scenario();
        byte[] udp = Transport(4, new byte[56]);
        s.Frame(V4(udp[..32], 0, true, 7));
        s.Time += 61_000_000_000;
        for (int i = 0; i < 40; i++) { s.Client(i); }
        s.Balance[Waypoint.DatagramsExpired].ShouldBe(1);
        s.Reassembler.BytesHeld.ShouldBe(0);
        s.Frame(V4(udp[32..], 32, false, 7)).ShouldBe(Waypoint.FragmentKept);
        s.Complete();
        s.Balance[Waypoint.DatagramsJoined].ShouldBe(0);
    }

    [Fact]
    public void Fragments_beyond_64_KiB_are_refused()
    {
        var s = new Scenario();
        s.Frame(V4(new byte[64], 65528, true, 1)).ShouldBe(Waypoint.FragmentRefused);
        s.Frame(V4(new byte[64], 65488, false, 2)).ShouldBe(Waypoint.FragmentRefused);
        s.Complete();
    }

    [Fact]
    public void The_fragments_of_many_datagrams_stay_within_their_limits()
    {
        var s = new Scenario(new ReassemblyOptions { Datagrams = 20, FragmentBytes = 100_000 });
        for (int i = 0; i < 500; i++)
        {
            s.Frame(V4(new byte[800], 64_000, true, (ushort)i));
            s.Reassembler.BytesHeld.ShouldBeLessThanOrEqualTo(100_000);
        }

        s.Balance[Waypoint.DatagramsExpired].ShouldBeGreaterThan(400);
        s.Complete();
    }

    private static byte[] Transport(int version, byte[] data)
    {
        FrameBuilder builder = version == 4 ? new FrameBuilder().IPv4(Scenario.ClientIp, Scenario.ServerIp) : new FrameBuilder().IPv6(V6A, V6B);
        return builder.Udp(5000, 53).Payload(data).ToArray()[(version == 4 ? 20 : 40)..];
    }

    private static List<byte[]> Cut(int version, byte[] transport, Random random, uint id, bool overlap, byte protocol = IpProtocols.Udp)
    {
        List<byte[]> fragments = [];
        int at = 0;
        while (at < transport.Length)
        {
            int end = Math.Min(transport.Length, at + (8 * random.Next(1, 150)));
            int from = overlap ? Math.Max(0, at - (8 * random.Next(3))) : at;
            bool more = end < transport.Length;
            fragments.Add(version == 4 ? V4(transport[from..end], from, more, (ushort)id, protocol) : V6(transport[from..end], from, more, id));
            at = end;
        }

        return fragments;
    }

    private static byte[] V4(byte[] part, int offset, bool more, ushort id, byte protocol = IpProtocols.Udp) =>
        new FrameBuilder().Ethernet().IPv4(Scenario.ClientIp, Scenario.ServerIp, identification: id, fragmentOffset: offset, moreFragments: more, protocol: protocol).Payload(part).ToArray();

    private static byte[] V6(byte[] part, int offset, bool more, uint id) =>
        new FrameBuilder().Ethernet().IPv6(V6A, V6B).Fragment(offset, more, id, IpProtocols.Udp).Payload(part).ToArray();
}
