using System.Diagnostics;
using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Tests.Platform;

/// <summary>Rings of frames on the real kernel.</summary>
public sealed class PacketRingTests
{
    [Fact]
    public void Waiting_takes_its_time_at_an_interface_that_is_down_goes_down_or_goes_away()
    {
        using NetworkNamespace space = RootOnly.Namespaces(1)[0];
        Send(space, batch => batch.CreateLink(new LinkRequest { Kind = "veth", Name = "a", Index = 10, Peer = new LinkRequest { Name = "b", Index = 11 } }));
        using PacketRing ring = space.Run(() => PacketRing.Open(10, 2 * PacketRing.BlockSize, TimeSpan.FromMilliseconds(10), null));
        WaitsInAll(ring).ShouldBeInRange(1, 6, "down from the beginning");
        Send(space, batch => batch.ChangeLink(new LinkRequest { Index = 10, Up = true }));
        WaitsInAll(ring).ShouldBeInRange(1, 6, "up");
        Send(space, batch => batch.ChangeLink(new LinkRequest { Index = 10, Up = false }));
        WaitsInAll(ring).ShouldBeInRange(1, 6, "down again");
        Send(space, batch => batch.DeleteLink(10));
        WaitsInAll(ring).ShouldBeInRange(1, 6, "gone");
    }

    [Fact]
    public void A_ring_that_cannot_be_opened_leaves_no_memory_behind()
    {
        const int Times = 50;
        using NetworkNamespace space = RootOnly.Namespaces(1)[0];
        int before = Mappings();
        for (int i = 0; i < Times; i++) { Should.Throw<WeirException>(() => space.Run(() => PacketRing.Open(99, 2 * PacketRing.BlockSize, TimeSpan.FromMilliseconds(10), null))); }
        // Other tests may open some meanwhile.
        (Mappings() - before).ShouldBeLessThan(Times);
        static int Mappings() => File.ReadLines("/proc/self/maps").Count(line => line.Contains("socket:", StringComparison.Ordinal));
    }

    // How often a wait of 100 ms ends within 400 ms: four times, and once more for each change that is told.
    private static int WaitsInAll(PacketRing ring)
    {
        long begin = Stopwatch.GetTimestamp();
        int waits = 0;
        while (Stopwatch.GetElapsedTime(begin) < TimeSpan.FromMilliseconds(400))
        {
            PacketRing.Wait([ring], TimeSpan.FromMilliseconds(100));
            waits++;
        }

        return waits;
    }

    private static void Send(NetworkNamespace space, Action<RouteBatch> fill)
    {
        var batch = new RouteBatch();
        fill(batch);
        space.Routes.Send(batch);
    }
}
