using System.Text.Json;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Frames;
using Weir.Wire.Netlink;

namespace Weir.Tests.Platform;

/// <summary>What the kernel makes of the requests, and what iproute2 sees of it.</summary>
public sealed class RouteSocketTests
{
    [Fact]
    public async Task One_batch_makes_a_host_at_a_bridge_and_iproute2_sees_it()
    {
        IReadOnlyList<NetworkNamespace> spaces = RootOnly.Namespaces(2);
        using NetworkNamespace fabric = spaces[0], host = spaces[1];
        var outside = new RouteBatch();
        outside.CreateLink(new LinkRequest { Kind = "bridge", Name = "s1", Index = 10, Up = true, Bridge = new BridgeOptions { Stp = false, Ageing = TimeSpan.FromSeconds(10), MulticastSnooping = false } });
        outside.CreateLink(new LinkRequest
        {
            Kind = "veth", Name = "h1-eth0", Index = 11, Master = 10, Up = true, Mtu = 1400, Group = 5,
            Peer = new LinkRequest { Name = "eth0", Index = 2, NamespaceFd = host.Descriptor, Mac = new MacAddress(0x027700010002), Mtu = 1400 },
        });
        outside.AddAlternativeNames(11, "the-first-host-and-its-first-interface", "weir:run-1:h1-eth0");
        outside.ChangeLink(new LinkRequest { Index = 11, Alias = "port of h1" });
        fabric.Routes.Send(outside);

        var inside = new RouteBatch();
        inside.ChangeLink(new LinkRequest { Index = 1, Up = true });
        inside.ChangeLink(new LinkRequest { Index = 2, Up = true, LinkLocalAddress = false });
        inside.AddAddress(new InterfaceAddress(2, IpAddress.FromIPv4(0x0a010002), 16));
        inside.AddAddress(new InterfaceAddress(2, Six(2), 64) { Flags = AddressFlags.NoDuplicateDetection });
        inside.AddRoute(Route.DefaultIPv4(IpAddress.FromIPv4(0x0a010001)));
        inside.AddRoute(Route.DefaultIPv6(Six(1)));
        inside.SetNeighbour(new Neighbour(2, IpAddress.FromIPv4(0x0a010001), new MacAddress(0x027700010001)));
        host.Routes.Send(inside);

        JsonElement eth0 = (await Json(host, "ip -j -d address show eth0"))[0];
        eth0.GetProperty("address").GetString().ShouldBe("02:77:00:01:00:02");
        eth0.GetProperty("mtu").GetInt32().ShouldBe(1400);
        eth0.GetProperty("operstate").GetString().ShouldBe("UP");
        eth0.GetProperty("addr_info").EnumerateArray().Select(a => $"{a.GetProperty("local")}/{a.GetProperty("prefixlen")}").ShouldContain("10.1.0.2/16");
        eth0.GetProperty("addr_info").EnumerateArray().Select(a => $"{a.GetProperty("local")}/{a.GetProperty("prefixlen")}").ShouldContain("fd00:77:1::2/64");
        (await Json(host, "ip -j route show default"))[0].GetProperty("gateway").GetString().ShouldBe("10.1.0.1");
        (await Json(host, "ip -j -6 route show default"))[0].GetProperty("gateway").GetString().ShouldBe("fd00:77:1::1");
        JsonElement port = (await Json(fabric, "ip -j -d link show weir:run-1:h1-eth0"))[0];
        port.GetProperty("ifname").GetString().ShouldBe("h1-eth0");
        port.GetProperty("master").GetString().ShouldBe("s1");
        port.GetProperty("ifalias").GetString().ShouldBe("port of h1");
        port.GetProperty("linkinfo").GetProperty("info_slave_data").GetProperty("state").GetString().ShouldBe("forwarding");
    }

    [Fact]
    public void What_was_made_is_listed()
    {
        IReadOnlyList<NetworkNamespace> spaces = RootOnly.Namespaces(2);
        using NetworkNamespace here = spaces[0], there = spaces[1];
        var batch = new RouteBatch();
        batch.CreateLink(new LinkRequest { Kind = "bridge", Name = "s1", Index = 10, Bridge = new BridgeOptions { Stp = true, Priority = 4096, ForwardDelay = TimeSpan.FromSeconds(2) } });
        batch.CreateLink(new LinkRequest { Kind = "veth", Name = "a", Index = 11, Master = 10, Up = true, Peer = new LinkRequest { Name = "b", Index = 22, NamespaceFd = there.Descriptor } });
        batch.AddAlternativeNames(11, "other", "another");
        batch.ChangeLink(new LinkRequest { Index = 10, Up = true });
        batch.AddAddress(new InterfaceAddress(10, IpAddress.FromIPv4(0x0a010001), 24));
        batch.AddRoute(new Route(IpAddress.FromIPv4(0xc0a80000), 16) { Gateway = IpAddress.FromIPv4(0xac100001), Index = 10, OnLink = true, Metric = 7, Table = 1000 });
        batch.AddRoute(new Route(IpAddress.FromIPv4(0xc0a90000), 16) { Kind = RouteKind.Blackhole });
        batch.SetNeighbour(new Neighbour(10, IpAddress.FromIPv4(0x0a010009), new MacAddress(0x020000000009)));
        batch.SetNeighbour(new Neighbour(11, null, new MacAddress(0x020000000007)) { State = NeighbourState.NoArp });
        here.Routes.TrySend(batch).Select(f => f.ToString()).ShouldBeEmpty();

        IReadOnlyList<LinkInfo> links = here.Routes.Links();
        LinkInfo bridge = links.Single(l => l.Name == "s1"), port = links.Single(l => l.Name == "a");
        (bridge.Kind, bridge.Bridge!.Stp, bridge.Bridge.Priority, bridge.Bridge.ForwardDelay).ShouldBe(("bridge", true, (ushort)4096, TimeSpan.FromSeconds(2)));
        (port.Kind, port.Index, port.Master, port.Peer, port.PeerNamespaceId >= 0).ShouldBe(("veth", 11, 10, 22, true));
        port.AlternativeNames.ShouldBe(["other", "another"], ignoreOrder: true);
        port.PortState.ShouldNotBeNull();
        port.Statistics.ShouldNotBeNull();
        there.Routes.Links().Single(l => l.Name == "b").Index.ShouldBe(22);
        here.Routes.Addresses().ShouldContain(a => a.Index == 10 && a.Address == IpAddress.FromIPv4(0x0a010001) && a.PrefixLength == 24);
        here.Routes.Routes().ShouldContain(r => r.Table == 1000 && r.Metric == 7 && r.Gateway == IpAddress.FromIPv4(0xac100001) && r.OnLink);
        here.Routes.Routes().ShouldContain(r => r.Kind == RouteKind.Blackhole);
        here.Routes.Neighbours().ShouldContain(n => n.Index == 10 && n.Mac == new MacAddress(0x020000000009) && n.State == NeighbourState.Permanent);
        here.Routes.Neighbours(bridges: true).ShouldContain(n => n.Index == 11 && n.Mac == new MacAddress(0x020000000007));
    }

    [Theory]
    [InlineData("vlan")]
    [InlineData("macvlan")]
    public void An_interface_above_another_is_made(string kind)
    {
        using NetworkNamespace made = RootOnly.Namespaces(1)[0];
        var batch = new RouteBatch();
        batch.CreateLink(new LinkRequest { Kind = "bridge", Name = "s1", Index = 10 });
        batch.CreateLink(new LinkRequest { Kind = kind, Name = "above", Index = 12, Parent = 10, VlanId = kind == "vlan" ? (ushort)5 : null, MacvlanMode = kind == "macvlan" ? 4u : null });
        IReadOnlyList<RouteFault> faults = made.Routes.TrySend(batch);
        if (faults is [{ Text: "Unknown device type" } fault]) { Assert.Skip(fault.ToString()); }
        faults.Select(f => f.ToString()).ShouldBeEmpty();
        LinkInfo link = made.Routes.Links().Single(l => l.Name == "above");
        (link.Kind, link.Peer, link.VlanId).ShouldBe((kind, 10, kind == "vlan" ? (ushort)5 : null));
    }

    [Fact]
    public void A_refused_request_is_named_and_the_others_are_carried_out()
    {
        using NetworkNamespace made = RootOnly.Namespaces(1)[0];
        var batch = new RouteBatch();
        batch.CreateLink(new LinkRequest { Kind = "bridge", Name = "s1" });
        batch.CreateLink(new LinkRequest { Kind = "bridge", Name = "s1" });
        batch.CreateLink(new LinkRequest { Kind = "no-such-kind", Name = "x" });
        batch.DeleteLink("nobody");
        batch.CreateLink(new LinkRequest { Kind = "bridge", Name = "s2" });
        IReadOnlyList<RouteFault> faults = made.Routes.TrySend(batch);
        faults.Select(f => f.Request).ShouldBe([1, 2, 3]);
        faults[0].ToString().ShouldBe("creating bridge s1: File exists");
        faults[1].ToString().ShouldStartWith("creating no-such-kind x: Operation not supported (Unknown device type");
        faults[2].ToString().ShouldStartWith("deleting nobody: No such device");
        made.Routes.Links().Select(l => l.Name).ShouldBe(["lo", "s1", "s2"]);
        WeirException thrown = Should.Throw<WeirException>(() => made.Routes.Send(batch));
        thrown.ExitCode.ShouldBe(4);
        thrown.Message.ShouldBe("creating bridge s1: File exists; 4 more of 5 requests were refused");
    }

    [Fact]
    public void A_batch_of_any_length_is_carried_out_and_a_group_goes_at_once()
    {
        using NetworkNamespace made = RootOnly.Namespaces(1)[0];
        var batch = new RouteBatch();
        for (int i = 0; i < 40; i++) { batch.CreateLink(new LinkRequest { Kind = "veth", Name = $"a{i}", Group = 3, Peer = new LinkRequest { Name = $"b{i}", Group = 3 } }); }
        for (int i = 0; i < 3000; i++) { batch.SetNeighbour(new Neighbour(i % 40 + 2, IpAddress.FromIPv4(0x0a000000 + (uint)i), new MacAddress(0x020000000000 + (ulong)i))); }
        for (int i = 0; i < 2000; i++) { batch.DeleteLink("nobody"); }
        made.Routes.TrySend(batch).Count.ShouldBe(2000);
        made.Routes.Links().Count.ShouldBe(81);
        made.Routes.Neighbours().Count(n => n.State == NeighbourState.Permanent).ShouldBe(3000);
        batch.Clear();
        batch.DeleteGroup(3);
        made.Routes.Send(batch);
        made.Routes.Links().Count.ShouldBe(1);
    }

    [Fact]
    public void Routes_and_addresses_go_again()
    {
        using NetworkNamespace made = RootOnly.Namespaces(1)[0];
        var batch = new RouteBatch();
        var address = new InterfaceAddress(1, IpAddress.FromIPv4(0x0a010001), 24);
        Route route = new(IpAddress.FromIPv4(0xc0a80000), 16) { Gateway = IpAddress.FromIPv4(0x0a010009) }, direct = new(IpAddress.FromIPv4(0xc0a90000), 16) { Index = 1 };
        batch.ChangeLink(new LinkRequest { Index = 1, Up = true });
        batch.AddAddress(address);
        batch.AddRoute(route);
        batch.AddRoute(direct);
        batch.ReplaceRoute(route);
        batch.DeleteRoute(direct);
        batch.DeleteRoute(route);
        batch.DeleteAddress(address);
        batch.ChangeLink(new LinkRequest { Index = 1, Up = false });
        made.Routes.Send(batch);
        made.Routes.Addresses().ShouldNotContain(a => a.Address == address.Address);
        made.Routes.Routes().ShouldNotContain(r => r.PrefixLength == 16);
    }

    private static IpAddress Six(uint host) => new(((UInt128)0xfd00_0077_0001_0000 << 64) | host);

    private static async Task<JsonElement> Json(NetworkNamespace space, string command) =>
        JsonDocument.Parse((await Shell.RunAsync($"nsenter --net={space.Path} {command}", "/")).ShouldExit(0).Out).RootElement;
}
