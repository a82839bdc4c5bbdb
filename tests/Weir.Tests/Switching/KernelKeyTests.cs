using Weir.Platform;
using Weir.Switching;
using Weir.Tests.Platform;
using Weir.Wire.Netlink;

namespace Weir.Tests.Switching;

/// <summary>The kernel's program and this process read the same key from the same frame.</summary>
public sealed class KernelKeyTests
{
    private const int Port = 1001, Far = 1002;

    [Fact]
    public void Of_three_thousand_frames_of_all_kinds_the_kernel_finds_the_key_that_is_read_here()
    {
        IReadOnlyList<NetworkNamespace> spaces = RootOnly.Namespaces(2);
        using NetworkNamespace core = spaces[0], host = spaces[1];
        var batch = new RouteBatch();
        batch.CreateLink(new LinkRequest { Kind = "veth", Name = "p1", Index = Port, Peer = new LinkRequest { Name = "eth0", Index = Far, NamespaceFd = host.Descriptor } });
        core.Routes.Send(batch);
        using var path = new DataPath(core, "up");
        path.Attach(Port);
        foreach ((NetworkNamespace space, int index) in ((NetworkNamespace, int)[])[(core, Port), (host, Far)])
        {
            var up = new RouteBatch();
            up.ChangeLink(new LinkRequest { Index = index, LinkLocalAddress = false });
            up.ChangeLink(new LinkRequest { Index = index, Up = true });
            space.Routes.Send(up);
        }

        using FrameOutput output = host.Run(FrameOutput.Open);
        var frames = new SwitchedFrames(20261126);
        var seen = new SwitchFrame();
        int cached = 0;
        for (int i = 0; i < 3000; i++)
        {
            (byte[] frame, string what) = frames.Next();
            FlowKeyReader.TryRead(frame.AsSpan(FrameOutput.HeaderLength), Port, out FlowKey key, out _, out bool cacheable).ShouldBeTrue(what);
            if (cacheable) { path.TryAdd(in key, default).ShouldBeTrue(); }
            output.TrySend(Far, frame).ShouldBeTrue(what);

            // A frame whose key the kernel did not find comes up, whole and as it was sent.
            CachedActions last = default;
            int read = -1;
            SpinWait.SpinUntil(() => (path.TryGet(in key, out last) && last.Packets > 0) || (read = ReadUp(path, seen, frame)) >= 0, TimeSpan.FromSeconds(30)).ShouldBeTrue($"frame {i}, {what}: is lost");
            path.TryRemove(in key, out last).ShouldBe(cacheable);
            (last.Packets, read >= 0).ShouldBe(cacheable ? (1ul, false) : (0ul, true), $"frame {i}, {what}: {Convert.ToHexString(frame.AsSpan(10))}");
            if (!cacheable) { continue; }
            cached++;
            last.ByteCount.ShouldBe((ulong)(frame.Length - FrameOutput.HeaderLength), what);
        }

        cached.ShouldBeInRange(2000, 2999);
    }

    private static int ReadUp(DataPath path, SwitchFrame seen, byte[] sent)
    {
        int read = path.TryRead(seen);
        return read >= 0 && seen.TryBegin(read) && seen.Bytes.SequenceEqual(sent.AsSpan(FrameOutput.HeaderLength)) ? read : -1;
    }
}
