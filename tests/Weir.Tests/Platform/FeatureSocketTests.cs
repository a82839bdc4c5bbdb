using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Netlink;

namespace Weir.Tests.Platform;

/// <summary>What the kernel makes of requests about features of interfaces, and what ethtool's other way sees of it.</summary>
public sealed class FeatureSocketTests
{
    [Fact]
    public void Offloads_are_set_off_and_on_again_and_others_stay()
    {
        using NetworkNamespace space = RootOnly.Namespaces(1)[0];
        var batch = new RouteBatch();
        batch.CreateLink(new LinkRequest { Kind = "veth", Name = "a", Index = 10, Up = true, Peer = new LinkRequest { Name = "b", Index = 11 } });
        space.Routes.Send(batch);
        space.Run(() =>
        {
            using FeatureSocket features = FeatureSocket.Open();
            string[] before = [.. features.Active(10)];
            before.ShouldContain("tx-checksum-ip-generic");
            before.ShouldContain("tx-tcp-segmentation");
            before.ShouldContain("tx-generic-segmentation");
            features.Set(10, FeatureSocket.Offloads, on: false);
            string[] after = [.. features.Active(10)];
            after.Intersect(FeatureSocket.Offloads).ShouldBeEmpty();
            after.ShouldContain("highdma");
            features.Active(11).ShouldContain("tx-checksum-ip-generic");
            features.Set(10, ["tx-checksum-ip-generic"], on: true);
            features.Active(10).ShouldContain("tx-checksum-ip-generic");
        });
    }

    [Fact]
    public void An_interface_or_a_name_that_is_not_there_is_said()
    {
        using NetworkNamespace space = RootOnly.Namespaces(1)[0];
        space.Run(() =>
        {
            using FeatureSocket features = FeatureSocket.Open();
            Should.Throw<WeirException>(() => features.Active(99)).Message.ShouldContain("interface 99");
            Should.Throw<WeirException>(() => features.Set(1, ["no-such-feature"], on: true)).Message.ShouldContain("interface 1");
        });
    }
}
