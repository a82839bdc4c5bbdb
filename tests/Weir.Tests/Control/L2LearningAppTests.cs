using Weir.Control;
using Weir.Platform;
using Weir.Wire.Frames;
using Weir.Wire.OpenFlow;

namespace Weir.Tests.Control;

/// <summary>Each decision of POX's forwarding.l2_learning, in its order.</summary>
public sealed class L2LearningAppTests
{
    private static readonly byte[] A = [2, 0, 0, 0, 0, 0xa];
    private static readonly byte[] B = [2, 0, 0, 0, 0, 0xb];

    [Fact]
    public async Task An_unknown_destination_is_flooded_and_a_known_one_gets_an_exact_flow_of_ten_and_thirty_seconds()
    {
        await using RunningController controller = new("l2-learning");
        await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(controller);
        one.Version.ShouldBe(OpenFlowVersion.OpenFlow10, "as POX");
        one.Handshake.OfType<FlowMod>().ShouldHaveSingleItem().Command.ShouldBe(FlowModCommand.Delete);
        await one.PacketAsync(1, Udp(A, B), buffer: 7);
        PacketOut flood = await one.NextAsync<PacketOut>();
        (flood.BufferId, flood.InPort, flood.Data.Length).ShouldBe((7u, 1u, 0));
        flood.Actions.ShouldBe([new OutputAction(OpenFlowPorts.Flood)]);
        await one.PacketAsync(2, Udp(B, A), buffer: 8);
        FlowMod flow = await one.NextAsync<FlowMod>();
        (flow.Command, flow.IdleTimeout, flow.HardTimeout, flow.BufferId, flow.Priority).ShouldBe((FlowModCommand.Add, (ushort)10, (ushort)30, 8u, FlowMod.DefaultPriority));
        FlowInstruction.Applied(flow.Instructions).ShouldBe([new OutputAction(1)]);
        flow.Match.InPort.ShouldBe(2u);
        // Exact: no wildcard is left, which is what gives it the highest priority.
        flow.Encode(OpenFlowVersion.OpenFlow10).AsSpan(8, 4).ToArray().ShouldBe([0, 0, 0, 0]);
    }

    /// <summary>The bytes stand in the order of openflow-1.0.0 5.3.3: POX fills a match from the packet and leaves no wildcard.</summary>
    [Theory]
    [InlineData("udp", 8u, "010e00500000000000000000000202000000000b02000000000affff00000800001100000a0000010a00000203e807d000000000000000000000000a001e800000000008ffff00000000000800010000")]
    [InlineData("arp", 9u, "010e00500000000000000000000202000000000b02000000000affff00000806000200000a0000020a0000010000000000000000000000000000000a001e800000000009ffff00000000000800010000")]
    [InlineData("other", 11u, "010e00500000000000000000000202000000000b02000000000affff000088b50000000000000000000000000000000000000000000000000000000a001e80000000000bffff00000000000800010000")]
    public async Task A_flow_is_POXs_to_the_byte(string kind, uint buffer, string expected)
    {
        byte[] frame = kind switch
        {
            "udp" => Udp(B, A),
            "arp" => [.. A, .. B, 8, 6, 0, 1, 8, 0, 6, 4, 0, 2, .. B, 10, 0, 0, 2, .. A, 10, 0, 0, 1],
            _ => Frame(A, B, 0x88b5),
        };
        await using RunningController controller = new("l2-learning");
        await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(controller);
        await one.PacketAsync(1, Frame([255, 255, 255, 255, 255, 255], A, 0x88b5), buffer: 1);
        await one.NextAsync<PacketOut>();
        await one.PacketAsync(2, frame, buffer);
        FlowMod flow = await one.NextAsync<FlowMod>();
        Convert.ToHexStringLower((flow with { TransactionId = 0 }).Encode(OpenFlowVersion.OpenFlow10)).ShouldBe(expected);
    }

    [Fact]
    public async Task A_flow_for_IPv6_leaves_open_what_OpenFlow_1_0_cannot_say_of_it()
    {
        await using RunningController controller = new("l2-learning");
        await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(controller);
        await one.PacketAsync(1, Frame(B, A, EtherTypes.IPv6), buffer: 1);
        await one.NextAsync<PacketOut>();
        await one.PacketAsync(2, Frame(A, B, EtherTypes.IPv6), buffer: 2);
        FlowMatch match = (await one.NextAsync<FlowMod>()).Match;
        match.Find(OxmField.EtherType)!.Value.ShouldBe(EtherTypes.IPv6);
        match.Find(OxmField.IpProtocol).ShouldBeNull("a switch would compare it with the packet's own");
        match.Find(OxmField.IPv4Source).ShouldBeNull();
    }

    [Fact]
    public async Task A_packet_in_no_buffer_is_sent_back_through_the_new_flow()
    {
        await using RunningController controller = new("l2-learning");
        await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(controller);
        await one.PacketAsync(1, Udp(A, B));
        (await one.NextAsync<PacketOut>()).Data.ToArray().ShouldBe(Udp(A, B));
        await one.PacketAsync(2, Udp(B, A));
        (await one.NextAsync<FlowMod>()).BufferId.ShouldBe(PacketIn.NoBuffer);
        PacketOut back = await one.NextAsync<PacketOut>();
        back.Actions.ShouldBe([new OutputAction(OpenFlowPorts.Table)]);
        (back.InPort, back.Data.Length).ShouldBe((2u, Udp(B, A).Length));
    }

    [Fact]
    public async Task What_would_go_back_where_it_came_from_is_dropped_for_ten_seconds()
    {
        await using RunningController controller = new("l2-learning");
        await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(controller);
        await one.PacketAsync(3, Udp(A, B), buffer: 1);
        await one.NextAsync<PacketOut>();
        await one.PacketAsync(3, Udp(B, A), buffer: 2);
        FlowMod drop = await one.NextAsync<FlowMod>();
        (drop.IdleTimeout, drop.HardTimeout, drop.Instructions.Count, drop.BufferId).ShouldBe(((ushort)10, (ushort)10, 0, 2u));
        drop.Encode(OpenFlowVersion.OpenFlow10).AsSpan(8, 4).ToArray().ShouldBe([0, 0, 0, 0], "it matches all fields");
        await controller.SaysAsync("are both at port 3");
    }

    [Fact]
    public async Task Link_discovery_and_what_bridges_keep_is_dropped_unless_transparent()
    {
        byte[][] frames = [Frame([0x01, 0x80, 0xc2, 0, 0, 0x0e], A, 0x88cc), Frame([0x01, 0x80, 0xc2, 0, 0, 0x0f], A, 0x0800), Frame(B, A, 0x88cc)];
        await using RunningController strict = new("l2-learning");
        await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(strict);
        foreach (byte[] frame in frames)
        {
            await one.PacketAsync(1, frame, buffer: 5);
            PacketOut freed = await one.NextAsync<PacketOut>();
            (freed.BufferId, freed.Actions.Count).ShouldBe((5u, 0));
        }

        await using RunningController open = new("l2-learning", settings: new ControllerAppSettings { Time = MachineClock.Instance, Transparent = true });
        await using SpokenSwitch two = await SpokenSwitch.ConnectAsync(open);
        foreach (byte[] frame in frames)
        {
            await two.PacketAsync(1, frame, buffer: 5);
            (await two.NextAsync<PacketOut>()).Actions.ShouldBe([new OutputAction(OpenFlowPorts.Flood)]);
        }
    }

    [Fact]
    public async Task The_source_of_each_packet_is_learned_also_of_those_that_are_dropped_and_its_last_port_counts()
    {
        await using RunningController controller = new("l2-learning");
        await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(controller);
        await one.PacketAsync(1, Frame([0x01, 0x80, 0xc2, 0, 0, 0x0e], A, 0x88cc), buffer: 1);
        (await one.NextAsync<PacketOut>()).Actions.ShouldBeEmpty();
        await one.PacketAsync(2, Udp(B, A), buffer: 2);
        FlowInstruction.Applied((await one.NextAsync<FlowMod>()).Instructions).ShouldBe([new OutputAction(1)], "the dropped packet told where A is");
        await one.PacketAsync(4, Frame([255, 255, 255, 255, 255, 255], A, 0x0806), buffer: 3);
        (await one.NextAsync<PacketOut>()).Actions.ShouldBe([new OutputAction(OpenFlowPorts.Flood)], "a broadcast");
        await one.PacketAsync(2, Udp(B, A), buffer: 4);
        FlowInstruction.Applied((await one.NextAsync<FlowMod>()).Instructions).ShouldBe([new OutputAction(4)], "A has moved");
        // A group's address is flooded even when a packet claims to come from it.
        byte[] group = [0x01, 0, 0x5e, 0, 0, 5];
        await one.PacketAsync(3, Frame(B, group, 0x88b5), buffer: 5);
        await one.NextAsync<FlowMod>();
        await one.PacketAsync(2, Frame(group, B, 0x88b5), buffer: 6);
        (await one.NextAsync<PacketOut>()).Actions.ShouldBe([new OutputAction(OpenFlowPorts.Flood)]);
    }

    [Fact]
    public async Task During_the_hold_down_nothing_is_flooded_and_ignored_switches_are_left_alone()
    {
        await using RunningController controller = new("l2-learning", settings: new ControllerAppSettings { Time = MachineClock.Instance, HoldDown = TimeSpan.FromMinutes(1), Ignore = [2] });
        await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(controller);
        await using SpokenSwitch ignored = await SpokenSwitch.ConnectAsync(controller, datapath: 2);
        await ignored.PacketAsync(1, Udp(A, B), buffer: 9);
        await one.PacketAsync(1, Udp(A, B), buffer: 4);
        PacketOut freed = await one.NextAsync<PacketOut>();
        (freed.BufferId, freed.Actions.Count).ShouldBe((4u, 0));
        // What is known gets its flow: only flooding waits.
        await one.PacketAsync(2, Udp(B, A), buffer: 5);
        (await one.NextAsync<FlowMod>()).BufferId.ShouldBe(5u);
        // The next message to the ignored one is the answer to its own question, not a decision.
        await ignored.SendAsync(new EchoMessage(false, "still there"u8.ToArray()));
        (await ignored.NextAsync()).ShouldBeOfType<EchoMessage>();
    }

    [Fact]
    public async Task After_the_hold_down_what_is_unknown_is_flooded()
    {
        await using RunningController controller = new("l2-learning", settings: new ControllerAppSettings { Time = MachineClock.Instance, HoldDown = TimeSpan.FromMilliseconds(300) });
        await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(controller);
        await Task.Delay(TimeSpan.FromMilliseconds(400));
        await one.PacketAsync(1, Udp(A, B), buffer: 4);
        (await one.NextAsync<PacketOut>()).Actions.ShouldBe([new OutputAction(OpenFlowPorts.Flood)]);
    }

    [Fact]
    public async Task With_version_1_3_the_miss_entry_asks_the_controller_and_flows_have_the_highest_priority()
    {
        const uint only13 = 1u << (int)OpenFlowVersion.OpenFlow13;
        await using RunningController controller = new("l2-learning", settings: new ControllerAppSettings { Time = MachineClock.Instance, Versions = only13 });
        await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(controller);
        FlowMod miss = await one.NextAsync<FlowMod>();
        (miss.Priority, miss.Match.Fields.Count).ShouldBe(((ushort)0, 0));
        FlowInstruction.Applied(miss.Instructions).ShouldBe([new OutputAction(OpenFlowPorts.Controller, OutputAction.WholePacket)]);
        await one.PacketAsync(1, Udp(A, B));
        await one.NextAsync<PacketOut>();
        await one.PacketAsync(2, Udp(B, A));
        (await one.NextAsync<FlowMod>()).Priority.ShouldBe(ushort.MaxValue);
    }

    [Fact]
    public void The_table_is_bounded_and_forgets_what_is_old()
    {
        TestClock clock = new();
        MacTable table = new(2, TimeSpan.FromSeconds(10), clock);
        table.Learn(new MacAddress(1), 1);
        table.Learn(new MacAddress(2), 2);
        table.Learn(new MacAddress(3), 3);
        (table.Count, table.NotLearned, table.Find(new MacAddress(3))).ShouldBe((2, 1L, (uint?)null));
        clock.Advance(TimeSpan.FromSeconds(6));
        table.Learn(new MacAddress(2), 4);
        clock.Advance(TimeSpan.FromSeconds(6));
        (table.Find(new MacAddress(1)), table.Find(new MacAddress(2))).ShouldBe(((uint?)null, (uint?)4u));
        table.Sweep();
        table.Count.ShouldBe(1);
        MacTable forever = new(2, Timeout.InfiniteTimeSpan, clock);
        forever.Learn(new MacAddress(1), 1);
        clock.Advance(TimeSpan.FromDays(400));
        forever.Sweep();
        forever.Find(new MacAddress(1)).ShouldBe(1u);
    }

    private static byte[] Udp(byte[] from, byte[] to) =>
        new FrameBuilder().Ethernet(from, to).IPv4(IpAddress.FromIPv4(0x0a000001), IpAddress.FromIPv4(0x0a000002)).Udp(1000, 2000).Payload("x"u8).ToArray();

    private static byte[] Frame(byte[] to, byte[] from, ushort type) => [.. to, .. from, (byte)(type >> 8), (byte)type, .. new byte[46]];

    /// <summary>A clock that stands until it is set forward.</summary>
    private sealed class TestClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
