using System.Diagnostics;
using System.Net.NetworkInformation;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Netlink;

namespace Weir.Tests.Platform;

public sealed class NetworkNamespaceTests
{
    [Fact]
    public void A_namespace_is_apart_and_the_caller_stays_where_it_was()
    {
        using NetworkNamespace made = RootOnly.Namespaces(1)[0];
        using NetworkNamespace own = NetworkNamespace.OpenCurrent();
        made.Id.ShouldNotBe(own.Id);
        made.Run(() => { using NetworkNamespace inside = NetworkNamespace.OpenCurrent(); return inside.Id; }).ShouldBe(made.Id);
        using NetworkNamespace after = NetworkNamespace.OpenCurrent();
        after.Id.ShouldBe(own.Id);
        made.Routes.Links().ShouldHaveSingleItem().Name.ShouldBe("lo");
    }

    [Fact]
    public void An_exception_inside_comes_out_as_it_is()
    {
        using NetworkNamespace made = RootOnly.Namespaces(1)[0];
        Should.Throw<NetworkInformationException>(() => made.Run(() => throw new NetworkInformationException(7))).ErrorCode.ShouldBe(7);
    }

    [Fact]
    public async Task Other_programs_can_enter_by_the_path()
    {
        using NetworkNamespace made = RootOnly.Namespaces(1)[0];
        Shell run = await Shell.RunAsync($"nsenter --net={made.Path} readlink /proc/self/ns/net", "/");
        run.ShouldExit(0).Out.Trim().ShouldBe($"net:[{made.Id}]");
    }

    [Fact]
    public void A_namespace_opens_by_its_process_and_by_its_path()
    {
        using NetworkNamespace made = RootOnly.Namespaces(1)[0];
        using NetworkNamespace again = NetworkNamespace.Open(made.Path);
        again.Id.ShouldBe(made.Id);
        using NetworkNamespace own = NetworkNamespace.OpenCurrent();
        using NetworkNamespace process = NetworkNamespace.OpenOf(Environment.ProcessId);
        process.Id.ShouldBe(own.Id);
        Should.Throw<WeirException>(() => NetworkNamespace.OpenOf(int.MaxValue)).Message.ShouldContain("No such file");
    }

    [Fact]
    public async Task When_the_last_descriptor_closes_the_namespace_and_its_interfaces_go()
    {
        IReadOnlyList<NetworkNamespace> two = RootOnly.Namespaces(2);
        using NetworkNamespace stays = two[0];
        var batch = new RouteBatch();
        batch.CreateLink(new LinkRequest { Kind = "veth", Name = "here", Peer = new LinkRequest { Name = "there", NamespaceFd = two[1].Descriptor } });
        stays.Routes.Send(batch);
        stays.Routes.Links().Count.ShouldBe(2);
        two[1].Dispose();
        two[1].Dispose();
        var limit = Stopwatch.StartNew();
        while (stays.Routes.Links().Count > 1 && limit.Elapsed < TimeSpan.FromSeconds(20)) { await Task.Delay(10); }
        stays.Routes.Links().Count.ShouldBe(1);
    }
}
