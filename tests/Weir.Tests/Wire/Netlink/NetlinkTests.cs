using System.Runtime.InteropServices;
using Weir.Wire;
using Weir.Wire.Frames;
using Weir.Wire.Netlink;

namespace Weir.Tests.Wire.Netlink;

public sealed class NetlinkTests
{
    private static readonly IpAddress Four = IpAddress.FromIPv4(0x0a000102);
    private static readonly IpAddress Six = new(((UInt128)0xfd00_0077_0001_0000 << 64) | 5);
    private static readonly MacAddress Mac = new(0x0277_0001_0002);

    [Fact]
    public void A_link_is_read_as_it_was_written()
    {
        var request = new LinkRequest
        {
            Kind = "bridge", Name = "s1", Index = 7, Mtu = 1400, Mac = Mac, Master = 3, Up = true, Alias = "switch one", Group = 9, QueueLength = 100,
            Bridge = new BridgeOptions
            {
                Stp = true, ForwardDelay = TimeSpan.FromSeconds(2), HelloTime = TimeSpan.FromSeconds(1), MaxAge = TimeSpan.FromSeconds(6), Ageing = TimeSpan.FromSeconds(300), Priority = 4096,
                VlanFiltering = true, DefaultVlan = 1, MulticastSnooping = false, GroupForwardMask = 8,
            },
        };
        LinkInfo link = Back<LinkInfo>(w => request.WriteCreate(w, NetlinkFlags.Acknowledge, 42), LinkInfo.TryRead, NetlinkMessageType.NewLink);
        (link.Name, link.Index, link.Mtu, link.Mac, link.Master, link.IsUp, link.Alias, link.Group, link.QueueLength, link.Kind)
            .ShouldBe(("s1", 7, 1400, Mac, 3, true, "switch one", 9u, 100, "bridge"));
        link.Bridge.ShouldBe(request.Bridge);
    }

    [Fact]
    public void A_veth_pair_carries_its_other_end_with_its_own_namespace()
    {
        var writer = new NetlinkWriter();
        new LinkRequest { Kind = "veth", Name = "h1-eth0", NamespaceFd = 5, Peer = new LinkRequest { Name = "eth0", Index = 2, NamespaceFd = 6, Up = true } }.WriteCreate(writer, NetlinkFlags.None, 1);
        NetlinkMessage.TryRead(writer.Written.Span, out NetlinkMessage message, out int consumed, out _).ShouldBeTrue();
        consumed.ShouldBe(writer.Written.Length);
        message.Flags.ShouldBe(NetlinkFlags.Request | NetlinkFlags.Create | NetlinkFlags.Exclusive);
        NetlinkAttributes attributes = message.Attributes(16);
        attributes.TryFind(28, out NetlinkAttribute outer).ShouldBeTrue();
        outer.Int32.ShouldBe(5);
        attributes.TryFind(18, out NetlinkAttribute info).ShouldBeTrue();
        info.IsNested.ShouldBeTrue();
        info.Nested.TryFind(2, out NetlinkAttribute data).ShouldBeTrue();
        data.Nested.TryFind(1, out NetlinkAttribute peer).ShouldBeTrue();
        MemoryMarshal.Read<int>(peer.Value[4..]).ShouldBe(2);
        new NetlinkAttributes(peer.Value[16..]).TryFind(28, out NetlinkAttribute inner).ShouldBeTrue();
        inner.Int32.ShouldBe(6);
    }

    [Fact]
    public void Addresses_are_read_as_they_were_written()
    {
        InterfaceAddress[] all =
        [
            new(2, Four, 24) { Flags = AddressFlags.Permanent },
            new(2, Four, 31),
            new(2, Four, 32) { Peer = IpAddress.FromIPv4(0x0a000103) },
            new(3, Six, 64) { Flags = AddressFlags.NoDuplicateDetection | AddressFlags.NoPrefixRoute, Scope = 253 },
        ];
        foreach (InterfaceAddress address in all)
        {
            Back<InterfaceAddress>(w => address.Write(w, NetlinkMessageType.NewAddress, NetlinkFlags.Create, 42), InterfaceAddress.TryRead, NetlinkMessageType.NewAddress).ShouldBe(address);
        }
    }

    [Fact]
    public void Routes_are_read_as_they_were_written()
    {
        Route[] all =
        [
            Route.DefaultIPv4(Four), Route.DefaultIPv6(Six),
            new(IpAddress.FromIPv4(0x0a000000), 8) { Index = 4, Metric = 10, Source = Four },
            new(Six, 128) { Gateway = Six, Index = 3, OnLink = true, Table = 1000, Protocol = 99 },
            new(IpAddress.FromIPv4(0), 0) { Kind = RouteKind.Unreachable },
        ];
        foreach (Route route in all)
        {
            Back<Route>(w => route.Write(w, NetlinkMessageType.NewRoute, NetlinkFlags.Create, 42), Route.TryRead, NetlinkMessageType.NewRoute).ShouldBe(route);
        }
    }

    [Fact]
    public void Neighbours_are_read_as_they_were_written()
    {
        Neighbour[] all = [new(2, Four, Mac), new(2, Six, null) { State = NeighbourState.Failed }, new(5, null, Mac) { Vlan = 12, State = NeighbourState.NoArp | NeighbourState.Permanent }];
        foreach (Neighbour neighbour in all)
        {
            Back<Neighbour>(w => neighbour.Write(w, NetlinkMessageType.NewNeighbour, NetlinkFlags.Create, 42), Neighbour.TryRead, NetlinkMessageType.NewNeighbour).ShouldBe(neighbour);
        }
    }

    [Fact]
    public void An_error_tells_what_the_kernel_said()
    {
        // An answer with NLM_F_CAPPED and NLM_F_ACK_TLVS: error -17, the header of the request, then the text and the offset.
        var writer = new NetlinkWriter();
        writer.Begin(NetlinkMessageType.Error, NetlinkFlags.Capped | NetlinkFlags.ExtendedAcknowledge, 9);
        MemoryMarshal.Write(writer.Take(20), -17);
        writer.Text(1, "Device already exists");
        writer.UInt32(2, 40);
        writer.End();
        NetlinkMessage.TryRead(writer.Written.Span, out NetlinkMessage message, out _, out _).ShouldBeTrue();
        NetlinkError.TryRead(message, out NetlinkError error, out _).ShouldBeTrue();
        error.ShouldBe(new NetlinkError(17, "Device already exists", 40, -1));
    }

    [Fact]
    public void What_is_cut_off_is_a_fault_and_not_an_exception()
    {
        var writer = new NetlinkWriter();
        new LinkRequest { Kind = "veth", Name = "a" }.WriteCreate(writer, NetlinkFlags.None, 1);
        NetlinkMessage.TryRead(writer.Written.Span[..^1], out _, out _, out LengthError error).ShouldBeFalse();
        error.Available.ShouldBe(writer.Written.Length - 1);
        NetlinkMessage.TryRead(new byte[16], out _, out _, out error).ShouldBeFalse();
        error.LimitedBy.ShouldBe("nlmsg.len");
        var attributes = new NetlinkAttributes([8, 0, 1, 0, 1]);
        attributes.MoveNext().ShouldBeFalse();
        attributes.Error.ShouldBe(new LengthError("nlattr", 0, 8, 5, "nlmsg.len"));
        attributes.MoveNext().ShouldBeFalse();
    }

    [Fact]
    public void Any_bytes_are_read_without_an_exception()
    {
        var random = new Random(20);
        var writer = new NetlinkWriter();
        new LinkRequest { Kind = "bridge", Name = "s1", Bridge = new BridgeOptions { Stp = true } }.WriteCreate(writer, NetlinkFlags.None, 1);
        new InterfaceAddress(2, Six, 64).Write(writer, NetlinkMessageType.NewAddress, NetlinkFlags.None, 2);
        new Route(Four, 32) { Gateway = Four, Table = 1000 }.Write(writer, NetlinkMessageType.NewRoute, NetlinkFlags.None, 3);
        new Neighbour(2, Four, Mac).Write(writer, NetlinkMessageType.NewNeighbour, NetlinkFlags.None, 4);
        new QueueDiscipline(2, new TokenBucket(5_000_000_000, 3000, 1)).Write(writer, NetlinkMessageType.NewQueue, NetlinkFlags.None, 5);
        new QueueDiscipline(2, new NetworkEmulator { BurstLoss = (0.1, 0.2, 0.3, 0.4), Distribution = (short[])[1, 2, 3] }).Write(writer, NetlinkMessageType.NewQueue, NetlinkFlags.None, 6);
        byte[] seed = writer.Written.ToArray();
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = (byte[])seed.Clone();
            for (int i = random.Next(1, 8); i > 0; i--) { bytes[random.Next(bytes.Length)] = (byte)random.Next(256); }
            ReadAll(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
            if (round % 4 == 0)
            {
                random.NextBytes(bytes);
                bytes.AsSpan(2, 2).Clear();
                ReadAll(bytes);
            }
        }
    }

    [Theory]
    [InlineData("02:77:00:01:00:02", 0x0277_0001_0002UL)]
    [InlineData("2-77-0-1-0-2", 0x0277_0001_0002UL)]
    public void Hardware_addresses_are_read_from_text(string text, ulong value)
    {
        MacAddress.TryParse(text, out MacAddress address).ShouldBeTrue();
        address.Value.ShouldBe(value);
        address.ToString().ShouldBe("02:77:00:01:00:02");
    }

    [Theory]
    [InlineData("")]
    [InlineData("02:77:00:01:00")]
    [InlineData("02:77:00:01:00:02:03")]
    [InlineData("02:77:00:01:00:002")]
    [InlineData("02:77:00:01:00:0g")]
    [InlineData("02:77::01:00:02")]
    public void Other_text_is_no_hardware_address(string text) => MacAddress.TryParse(text, out _).ShouldBeFalse();

    internal delegate bool Reader<T>(in NetlinkMessage message, out T? value, out LengthError error) where T : class;

    internal static T Back<T>(Action<NetlinkWriter> write, Reader<T> read, NetlinkMessageType type) where T : class
    {
        var writer = new NetlinkWriter();
        write(writer);
        NetlinkMessage.TryRead(writer.Written.Span, out NetlinkMessage message, out int consumed, out _).ShouldBeTrue();
        consumed.ShouldBe(writer.Written.Length);
        message.Type.ShouldBe(type);
        message.Sequence.ShouldBe(42u);
        read(message, out T? value, out LengthError error).ShouldBeTrue();
        error.IsNone.ShouldBeTrue();
        return value.ShouldNotBeNull();
    }

    private static void ReadAll(ReadOnlySpan<byte> bytes)
    {
        while (NetlinkMessage.TryRead(bytes, out NetlinkMessage message, out int consumed, out _))
        {
            consumed.ShouldBeGreaterThan(0);
            bytes = bytes[consumed..];
            LinkInfo.TryRead(message, out _, out _);
            InterfaceAddress.TryRead(message, out _, out _);
            Route.TryRead(message, out _, out _);
            Neighbour.TryRead(message, out _, out _);
            QueueDiscipline.TryRead(message, out _, out _);
            NetlinkError.TryRead(message, out _, out _);
            NetlinkError.ReadDone(message);
        }
    }
}
