using Weir.Tests.Fixtures;

namespace Weir.Tests.Switching;

public sealed class SwitchDataPathTests
{
    [Fact]
    public async Task A_standalone_switch_joins_all_hosts_and_the_kernel_does_it_by_itself_soon()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(3, standalone: true);
        for (int from = 1; from <= 3; from++)
        {
            for (int to = 1; to <= 3; to++)
            {
                if (from != to) { (await scene.PingsAsync(from, to)).ShouldBeTrue($"h{from} to h{to}"); }
            }
        }

        (await scene.OnAsync(1, "ping -6 -n -c 2 -i 0.05 -W 1 fd77::2")).ShouldExit(0);
        long before = scene.Switch.Counts.Up;
        (await scene.PingsAsync(1, 2, count: 50)).ShouldBeTrue();
        (await scene.OnAsync(1, "ping -6 -n -c 50 -i 0.01 -W 1 fd77::2")).ShouldExit(0);
        (scene.Switch.Counts.Up - before).ShouldBeLessThan(50, "of two hundred packets only what is new comes up, on a busy machine a few more until the kernel knows them");
        scene.Switch.CachedKeys.ShouldBeGreaterThan(3);
        scene.Switch.Counts.NotDone.ShouldBe(0);
    }

    [Fact]
    public async Task A_long_stream_passes_whole_and_in_the_kernel()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(2, standalone: true);
        await SwitchScene.NeedAsync("python3", "python3");
        const string Server = "import socket; s=socket.socket(); s.bind((\"10.77.0.2\",5000)); s.listen(); c,_=s.accept(); n=0\nwhile True:\n  d=c.recv(1<<20)\n  if not d: break\n  n+=len(d)\nprint(n)";
        const string Client = "import socket,time\nfor i in range(100):\n  try:\n    s=socket.create_connection((\"10.77.0.2\",5000)); break\n  except OSError: time.sleep(0.05)\nd=bytes(1<<20)\nfor i in range(200): s.sendall(d)\ns.close()";
        await File.WriteAllTextAsync(Path.Combine(scene.Folder, "server.py"), Server);
        await File.WriteAllTextAsync(Path.Combine(scene.Folder, "client.py"), Client);
        Task<Shell> server = scene.OnAsync(2, "timeout 60 python3 server.py");
        (await scene.OnAsync(1, "timeout 60 python3 client.py")).ShouldExit(0);
        (await server).ShouldExit(0).Out.Trim().ShouldBe($"{200 << 20}");
        scene.Switch.Counts.Up.ShouldBeLessThan(200);
        scene.Switch.Counts.NotDone.ShouldBe(0);
    }

    [Fact]
    public async Task Without_entries_a_secure_switch_lets_nothing_pass()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(2);
        (await scene.PingsAsync(1, 2)).ShouldBeFalse();
        scene.Switch.Counts.Up.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_port_that_goes_down_is_left_out_and_comes_back()
    {
        await using SwitchScene scene = await SwitchScene.StartAsync(3, standalone: true);
        (await scene.PingsAsync(1, 2)).ShouldBeTrue();
        (await scene.OnAsync(2, "ip link set eth0 down")).ShouldExit(0);
        (await scene.PingsAsync(1, 2)).ShouldBeFalse();
        (await scene.PingsAsync(1, 3)).ShouldBeTrue();
        (await scene.OnAsync(2, "ip link set eth0 up")).ShouldExit(0);
        await SwitchScene.UntilAsync(() => scene.PingsAsync(1, 2), "h2 is back");
    }
}
