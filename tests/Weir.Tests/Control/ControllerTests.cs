using System.Net.Sockets;
using Weir.Control;
using Weir.Platform;
using Weir.Wire.Frames;
using Weir.Wire.OpenFlow;

namespace Weir.Tests.Control;

/// <summary>Connections of switches: greetings, keep-alive, coming again, and apps that are wrong.</summary>
public sealed class ControllerTests
{
    [Theory]
    [InlineData(1u << 1, OpenFlowVersion.OpenFlow10)]
    [InlineData(1u << 4, OpenFlowVersion.OpenFlow13)]
    [InlineData((1u << 1) | (1u << 4), OpenFlowVersion.OpenFlow13)]
    public async Task The_highest_common_version_is_spoken(uint offered, OpenFlowVersion expected)
    {
        await using RunningController controller = new("hub");
        await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(controller, versions: offered);
        one.Version.ShouldBe(expected);
        FlowInstruction.Applied((await one.NextAsync<FlowMod>()).Instructions).ShouldBe([new OutputAction(OpenFlowPorts.Flood)]);
    }

    [Fact]
    public async Task A_switch_without_a_common_version_is_told_so()
    {
        await using RunningController controller = new("l2-learning");
        Socket socket = await controller.At.ConnectAsync(CancellationToken.None);
        await using OpenFlowConnection other = new(new NetworkStream(socket, ownsSocket: true), "test");
        await other.SendAsync(new HelloMessage(6, 1u << 6).Encode(OpenFlowVersion.OpenFlow13), CancellationToken.None);
        (await other.ReceiveAsync(CancellationToken.None)).ShouldBeOfType<HelloMessage>();
        (await other.ReceiveAsync(CancellationToken.None)).ShouldBeOfType<ErrorMessage>().ErrorType.ShouldBe(OpenFlowErrors.HelloFailed);
        await controller.SaysAsync("no common version");
        controller.Controller.Counters[ControllerCounter.Refused].ShouldBe(1);
    }

    [Fact]
    public async Task Bytes_that_are_no_message_end_only_their_connection()
    {
        await using RunningController controller = new("hub");
        Socket socket = await controller.At.ConnectAsync(CancellationToken.None);
        await using (NetworkStream stream = new(socket, ownsSocket: true))
        {
            await stream.WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
            await controller.SaysAsync("bytes that are no OpenFlow message");
        }

        await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(controller);
        await one.NextAsync<FlowMod>();
    }

    [Fact]
    public async Task Echo_requests_are_answered_and_a_silent_switch_is_asked_and_then_given_up()
    {
        await using RunningController controller = new("hub", change: options => options with
        {
            EchoAfter = TimeSpan.FromSeconds(0.3), DeadAfter = TimeSpan.FromSeconds(1), TickEvery = TimeSpan.FromSeconds(0.1),
        });
        await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(controller);
        await one.SendAsync(new EchoMessage(false, "hi"u8.ToArray()) { TransactionId = 77 });
        EchoMessage reply = await one.NextAsync<EchoMessage>();
        (reply.IsReply, reply.TransactionId, reply.Data.Length).ShouldBe((true, 77u, 2));
        (await one.NextAsync<EchoMessage>()).IsReply.ShouldBeFalse("it asks whether the switch lives");
        (await one.EndsAsync()).ShouldBeTrue();
        await controller.SaysAsync("gone: silent for");
    }

    [Fact]
    public async Task A_switch_that_connects_again_replaces_its_old_connection()
    {
        await using RunningController controller = new("hub");
        await using SpokenSwitch old = await SpokenSwitch.ConnectAsync(controller);
        await using SpokenSwitch again = await SpokenSwitch.ConnectAsync(controller);
        await again.NextAsync<FlowMod>();
        (await old.EndsAsync()).ShouldBeTrue();
        await controller.SaysAsync("connected again");
        await again.SendAsync(new EchoMessage(false, default));
        await again.NextAsync<EchoMessage>();
    }

    [Fact]
    public async Task Many_switches_are_controlled_at_once()
    {
        await using RunningController controller = new("hub");
        SpokenSwitch[] all = await Task.WhenAll(Enumerable.Range(1, 20).Select(n => SpokenSwitch.ConnectAsync(controller, (ulong)n)));
        foreach (SpokenSwitch one in all)
        {
            await one.NextAsync<FlowMod>();
            await one.DisposeAsync();
        }

        await controller.SaysAsync("switch 0000000000000014 gone");
    }

    [Fact]
    public async Task An_exception_of_an_app_is_told_and_counted_and_the_controller_goes_on()
    {
        await using RunningController controller = new(new WrongApp());
        await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(controller);
        await one.PacketAsync(1, new byte[20]);
        await controller.SaysAsync("the app failed: InvalidOperationException: as wanted");
        controller.Controller.Counters[ControllerCounter.AppFaults].ShouldBe(1);
        await one.SendAsync(new EchoMessage(false, default));
        await one.NextAsync<EchoMessage>();
    }

    [Theory]
    [InlineData("l2-lerning", "did you mean")]
    [InlineData("hub:x", "only app:FILE")]
    [InlineData("static", "--flows")]
    [InlineData("app", "say which file")]
    [InlineData("app:/nowhere.cs", "/nowhere.cs")]
    public void A_wrong_app_is_a_mistake(string text, string part) =>
        Should.Throw<WeirException>(() => ControllerApps.Create(text, new ControllerAppSettings { Time = MachineClock.Instance })).Message.ShouldContain(part);

    [Fact]
    public async Task An_app_of_a_file_is_compiled_and_its_mistakes_have_their_place()
    {
        string folder = Directory.CreateTempSubdirectory("weir-test").FullName;
        try
        {
            string file = Path.Combine(folder, "my.cs");
            await File.WriteAllTextAsync(file, """
                public sealed class Mirror : ControllerApp
                {
                    public override void PacketArrived(ControlledSwitch one, PacketIn packet) => one.Answer(packet, new OutputAction(OpenFlowPorts.InPort));
                }
                """);
            await using RunningController controller = new("app:" + file);
            await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(controller);
            await one.PacketAsync(3, new byte[60], buffer: 1);
            (await one.NextAsync<PacketOut>()).Actions.ShouldBe([new OutputAction(OpenFlowPorts.InPort)]);
            await File.WriteAllTextAsync(file, "public sealed class Wrong : ControllerApp\n{\n    public int X => nothing;\n}\n");
            Should.Throw<WeirException>(() => ControllerApps.Create("app:" + file, new ControllerAppSettings { Time = MachineClock.Instance })).Message.ShouldStartWith($"{file}:3:21: ");
            await File.WriteAllTextAsync(file, "public sealed class Other;");
            Should.Throw<WeirException>(() => ControllerApps.Create("app:" + file, new ControllerAppSettings { Time = MachineClock.Instance })).Message.ShouldContain("0 public classes");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Around_a_loop_of_three_switches_one_link_carries_nothing()
    {
        ControllerAppSettings settings = new() { Time = MachineClock.Instance, ProbeEvery = TimeSpan.FromSeconds(0.2) };
        await using RunningController controller = new("spanning", settings: settings, change: options => options with { TickEvery = TimeSpan.FromSeconds(0.1) });
        SpokenSwitch[] ring = [await SpokenSwitch.ConnectAsync(controller, 1), await SpokenSwitch.ConnectAsync(controller, 2), await SpokenSwitch.ConnectAsync(controller, 3)];
        // Port 1 of each leads to port 2 of the next; ports 3 and 4 are the edge.
        using CancellationTokenSource ending = new();
        List<(int Switch, uint[] Ports)> floods = [];
        Task[] wires = [.. ring.Select((one, index) => CarryAsync(one, index, ring, floods, ending.Token))];
        await controller.SaysAsync("the tree has 2 of 3 links");
        await Task.Delay(TimeSpan.FromSeconds(1));
        await ring[0].PacketAsync(3, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 9, 0x08, 0x06, .. new byte[46]]);
        await Task.Delay(TimeSpan.FromSeconds(1));
        lock (floods)
        {
            // Each switch floods the packet once: to its edge and along the tree, whose two links both lie at switch 1.
            floods.Count.ShouldBe(3, string.Join("; ", floods.Select(flood => $"{flood.Switch}: {string.Join(',', flood.Ports)}")));
            floods.Single(flood => flood.Switch == 0).Ports.ShouldBe([1, 2, 4]);
            floods.Single(flood => flood.Switch == 1).Ports.ShouldBe([3, 4]);
            floods.Single(flood => flood.Switch == 2).Ports.ShouldBe([3, 4]);
        }

        await ending.CancelAsync();
        await Task.WhenAll(wires);
        foreach (SpokenSwitch one in ring) { await one.DisposeAsync(); }
    }

    /// <summary>Carries what a switch sends out of ports 1 and 2 to its neighbours in the ring, and notes packets that are no probes.</summary>
    private static async Task CarryAsync(SpokenSwitch one, int index, SpokenSwitch[] ring, List<(int Switch, uint[] Ports)> floods, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            OpenFlowMessage message;
            try
            {
                message = await one.NextAsync().WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (message is not PacketOut { Actions.Count: > 0 } packet) { continue; }
            uint[] ports = [.. packet.Actions.OfType<OutputAction>().Select(output => output.Port)];
            if (!LinkProbe.TryRead(packet.Data.Span, out _, out _))
            {
                lock (floods) { floods.Add((index, ports)); }
            }

            byte[] frame = packet.Data.ToArray();
            if (ports.Contains(1u)) { await ring[(index + 1) % 3].PacketAsync(2, frame); }
            if (ports.Contains(2u)) { await ring[(index + 2) % 3].PacketAsync(1, frame); }
        }
    }

    private sealed class WrongApp : ControllerApp
    {
        public override void PacketArrived(ControlledSwitch one, PacketIn packet) => throw new InvalidOperationException("as wanted");
    }
}
