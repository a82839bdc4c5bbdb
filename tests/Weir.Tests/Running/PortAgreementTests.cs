using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Weir.Capture;
using Weir.Platform;
using Weir.Running;
using Weir.Tests.Cli;
using Weir.Tests.Dashboard;
using Weir.Wire.OpenFlow;

namespace Weir.Tests.Running;

/// <summary>What switches count at their ports and what captures see there: in labs that run, and by the numbers alone.</summary>
public sealed class PortAgreementTests
{
    private const int Bypassing = 40;

    [Theory]
    [InlineData(SwitchKinds.Ovs)]
    [InlineData(SwitchKinds.OpenFlow)]
    public async Task Captures_agree_with_the_switch_until_frames_go_around_them(string kind)
    {
        SwitchKinds.Skip(kind);
        using var folder = new LabFolder();
        JsonElement up = JsonDocument.Parse((await folder.WeirAsync("up", "--json", "--set", $"switch={kind}", folder.Write("agree", """
            vars: { switch: ovs }
            nodes:
              s1: { kind: "${switch}" }
              h[1..2]: {}
            links:
              - h[1..2] -- s1
            programs:
              sink: { on: h2, kind: udp-sink, port: 9 }
              # More than a ring of the smallest size takes while its reader sleeps.
              flood: { on: h1, kind: udp-send, to: h2, port: 9, rate: 400 Mbit/s, size: 1000 B, time: 1 s, after: sink }
            captures:
              - { at: s1, name: all }
              - { at: s1, name: pings, filter: icmp }
              - { at: s1, name: inward, direction: in, snap-length: 60, ring: 64 KiB }
            """))).ShouldExit(0).Out).RootElement;
        string id = up.GetProperty("run").GetString()!;
        try
        {
            (await folder.WeirAsync("exec", "--run", id, "h1", "--", "ping", "-4", "-c", "2", "-i", "0.2", "-W", "5", "h2")).ShouldExit(0);
            // While it sends, some frames more or less are those that pass meanwhile.
            await EndsAsync(folder, id, "flood");
            (string network, JsonElement[] ports) = await LookAsync(folder, id);
            ports.Length.ShouldBe(6);
            ports.ShouldAllBe(one => one.GetProperty("missing").GetInt64() == 0);
            JsonElement first = ports.Single(one => one.GetProperty("capture").GetString() == "all" && one.GetProperty("port").GetString() == "1");
            first.GetProperty("countedIn").GetInt64().ShouldBeGreaterThan(1000);
            first.GetProperty("seenIn").GetInt64().ShouldBe(first.GetProperty("countedIn").GetInt64());
            JsonElement filtered = ports.Single(one => one.GetProperty("capture").GetString() == "pings" && one.GetProperty("port").GetString() == "1");
            filtered.GetProperty("seenIn").GetInt64().ShouldBe(2);

            Bypass(network, kind == SwitchKinds.Ovs ? "eth0" : "s1-eth0");
            (await folder.WeirAsync("inspect", id)).ShouldExit(0).Out.ShouldContain($"{Bypassing} missing");
            await using DashboardClient dashboard = await DashboardClient.StartAsync(Path.GetDirectoryName(folder.Runs[0])!);
            await ShowsAsync(dashboard, id);
            (await folder.WeirAsync("down", id)).ShouldExit(0);
            await ShowsAsync(dashboard, id);
        }
        finally
        {
            await folder.WeirAsync("down", id);
        }

        JsonElement verdict = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Runs[0], "verdict.json"))).RootElement;
        verdict.GetProperty("trust").GetString().ShouldBe("not trustworthy");
        verdict.GetProperty("doubts").EnumerateArray().Select(one => one.GetString()!).ShouldContain(one => one.StartsWith("switch s1, port 1 (s1-eth0) counted ", StringComparison.Ordinal) && one.Contains("frames out, of which capture all saw ", StringComparison.Ordinal));
        verdict.GetProperty("doubts").EnumerateArray().ShouldNotContain(one => one.GetString()!.Contains("port 2", StringComparison.Ordinal) || one.GetString()!.Contains("capture pings", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(10, 5, 0, false, null)]
    [InlineData(8, 5, 2, false, null)]
    [InlineData(8, 4, 2, false, "switch s1, port 3 (s1-eth2) counted 10 frames in, of which capture all saw 8 and 5 frames out, of which capture all saw 4, and lost 2")]
    [InlineData(7, 5, 0, false, "switch s1, port 3 (s1-eth2) counted 10 frames in, of which capture all saw 7")]
    [InlineData(3, 0, 0, true, null)]
    [InlineData(11, 5, 0, true, "switch s1, port 3 (s1-eth2) counted 10 frames in, of which capture all saw 11")]
    [InlineData(10, 6, 0, false, "switch s1, port 3 (s1-eth2) counted 5 frames out, of which capture all saw 6")]
    public void Each_frame_is_seen_or_lost_unless_a_filter_kept_it_away(long received, long sent, long lost, bool filtered, string? difference)
    {
        PortEntry counted = Counted(10, 5);
        new PortAgreement("s1", "s1-eth2", "all", filtered, IsQueued: false, counted, new PointCount("s1-eth2", received, sent, lost), counted).Difference.ShouldBe(difference);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(15, true)]
    [InlineData(20, true)]
    [InlineData(9, false)]
    [InlineData(21, false)]
    public void Frames_that_pass_while_it_is_compared_may_be_seen_or_not(long seen, bool agrees) =>
        (new PortAgreement("s1", "s1-eth2", "all", IsFiltered: false, IsQueued: false, Counted(10, 0), new PointCount("s1-eth2", seen, 0, 0), Counted(20, 0)).Difference is null).ShouldBe(agrees);

    private static PortEntry Counted(ulong received, ulong sent) => new() { Port = 3, ReceivedPackets = received, SentPackets = sent };

    private static async Task<(string Network, JsonElement[] Ports)> LookAsync(LabFolder folder, string run)
    {
        JsonElement state = JsonDocument.Parse((await folder.WeirAsync("inspect", run, "--json")).ShouldExit(0).Out).RootElement;
        return (state.GetProperty("nodes").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "s1").GetProperty("network").GetString()!, [.. state.GetProperty("ports").EnumerateArray()]);
    }

    private static async Task EndsAsync(LabFolder folder, string run, string program)
    {
        for (int i = 0; i < 300; i++)
        {
            JsonElement state = JsonDocument.Parse((await folder.WeirAsync("inspect", run, "--json")).ShouldExit(0).Out).RootElement;
            if (state.GetProperty("programs").EnumerateArray().Single(one => one.GetProperty("name").GetString() == program).TryGetProperty("exitCode", out _)) { return; }
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"program {program} did not end");
    }

    private static async Task ShowsAsync(DashboardClient dashboard, string run)
    {
        JsonElement source = (await dashboard.GetAsync($"/runs/{run}/balance")).GetProperty("sources").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "s1 port 1 (s1-eth0) in capture all");
        (source.GetProperty("in").GetInt64() - source.GetProperty("accounted").GetInt64()).ShouldBe(Bypassing);
    }

    // A socket with PACKET_QDISC_BYPASS hands frames to the driver, past everybody who listens (packet(7)): the one way around a capture that counts as sent.
    private static void Bypass(string network, string name)
    {
        const int PacketLevel = 263, QdiscBypass = 20;
        using NetworkNamespace space = NetworkNamespace.Open(network);
        int index = space.Routes.Links().Single(link => link.Name == name).Index;
        using Socket socket = space.Run(() => new Socket(AddressFamily.Packet, SocketType.Raw, 0));
        socket.SetRawSocketOption(PacketLevel, QdiscBypass, BitConverter.GetBytes(1));
        // Its own family, a protocol of nobody's, the interface, and an address that is not asked for.
        var to = new SocketAddress(AddressFamily.Packet, 20);
        byte[] rest = new byte[18];
        BinaryPrimitives.WriteUInt16BigEndian(rest, 0x88b5);
        BitConverter.TryWriteBytes(rest.AsSpan(2), index);
        for (int i = 0; i < rest.Length; i++) { to[i + 2] = rest[i]; }
        byte[] frame = new byte[60];
        frame.AsSpan(0, 6).Fill(0xff);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), 0x88b5);
        for (int i = 0; i < Bypassing; i++) { socket.SendTo(frame, SocketFlags.None, to).ShouldBe(frame.Length); }
    }
}
