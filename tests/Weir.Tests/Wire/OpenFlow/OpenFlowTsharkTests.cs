using System.Globalization;
using Weir.Capture;
using Weir.Tests.Fixtures;
using Weir.Wire.Frames;
using Weir.Wire.OpenFlow;

namespace Weir.Tests.Wire.OpenFlow;

/// <summary>What we write, as tshark reads it: nothing malformed, and the same fields.</summary>
public sealed class OpenFlowTsharkTests : IDisposable
{
    // Of OpenFlow 1.0 tshark reads an action even where there is none, and says of many messages that it does not dissect them: there ovs-ofctl is asked (OpenFlowOvsTests).
    private static readonly string[] WithoutActions = ["packet out that drops", "delete all"];

    // Never sent: what a switch says by itself and the queues of its ports are read as bytes.
    private static readonly OpenFlowType[] NeverSent = [OpenFlowType.QueueGetConfigRequest, OpenFlowType.QueueGetConfigReply, OpenFlowType.GetAsyncReply, OpenFlowType.SetAsync];

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-test").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(OpenFlowVersion.OpenFlow10)]
    [InlineData(OpenFlowVersion.OpenFlow13)]
    public void The_samples_have_every_message_that_a_version_can_say(OpenFlowVersion version)
    {
        OpenFlowMessage[] messages = [.. OpenFlowSamples.All().Where(one => one.Version == version).Select(one => one.Message)];
        OpenFlowType[] types = [.. Enum.GetValues<OpenFlowType>().Except(NeverSent).Where(type => OpenFlowTypes.ToCode(type, version) is not null)];
        types.Except(messages.Select(one => one.Type)).ShouldBeEmpty();
        MultipartKind[] kinds = [.. Enum.GetValues<MultipartKind>().Where(kind => kind != MultipartKind.Experimenter && (version == OpenFlowVersion.OpenFlow13 || kind <= MultipartKind.Queue))];
        kinds.Except(messages.OfType<MultipartRequest>().Select(one => one.Kind)).ShouldBeEmpty();
        kinds.Except(messages.OfType<MultipartReply>().Select(one => one.Kind)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_message_that_we_write_is_whole_to_tshark()
    {
        (string Name, OpenFlowVersion Version, OpenFlowMessage Message)[] samples = [.. OpenFlowSamples.All()];
        string[] rows = await TsharkAsync(samples, "openflow.version", "openflow_1_0.type", "openflow_v4.type", "openflow.length", "openflow_v4.length", "_ws.malformed", "_ws.expert.message", "_ws.expert.severity");
        rows.Length.ShouldBe(samples.Length);
        List<string> wrong = [];
        for (int i = 0; i < rows.Length; i++)
        {
            string[] cells = rows[i].Split('\t');
            byte[] bytes = samples[i].Message.Encode(samples[i].Version);
            bool is10 = samples[i].Version == OpenFlowVersion.OpenFlow10;
            string expected = string.Create(CultureInfo.InvariantCulture, $"{bytes[1]} {bytes.Length}");
            // An error holds the message that it is about, which comes behind.
            string told = $"{cells[is10 ? 1 : 2].Split(',')[0]} {cells[is10 ? 3 : 4].Split(',')[0]}";
            // Severities of tshark: 6291456 is a warning, 8388608 an error.
            bool isError = cells[5].Length > 0 || cells[7].Split(',').Any(severity => severity is "8388608" or "6291456");
            bool isTsharks = is10 && (cells[6].EndsWith("not dissected yet", StringComparison.Ordinal) || WithoutActions.Contains(samples[i].Name));
            if (told != expected || (isError && !isTsharks)) { wrong.Add($"{samples[i].Name} {samples[i].Version}: {rows[i]} (expected {expected}) {Convert.ToHexStringLower(bytes)}"); }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_fields_of_a_flow_are_tsharks()
    {
        FlowMod flow = new()
        {
            Command = FlowModCommand.Add, Match = OpenFlowSamples.Exact, Priority = 77, IdleTimeout = 10, HardTimeout = 30, Cookie = 0xabc, BufferId = 256, Instructions = FlowInstruction.Apply([new OutputAction(3)]),
        };
        FlowMod flow13 = flow with { Match = OpenFlowSamples.ExactOf(OpenFlowVersion.OpenFlow13) };
        string[] row10 = (await TsharkAsync([("flow", OpenFlowVersion.OpenFlow10, flow)], "openflow.idle_timeout", "openflow.hard_timeout", "openflow.priority", "openflow.in_port", "openflow.eth_src", "openflow.eth_dst",
            "openflow.ofp_match.dl_type", "openflow.ofp_match.nw_proto", "openflow.ofp_match.source_port", "openflow.ofp_match.dest_port", "openflow.output_port", "openflow.cookie"))[0].Split('\t');
        string[] row13 = (await TsharkAsync([("flow", OpenFlowVersion.OpenFlow13, flow13)], "openflow_v4.flowmod.idle_timeout", "openflow_v4.flowmod.hard_timeout", "openflow_v4.flowmod.priority", "openflow_v4.flowmod.buffer_id",
            "openflow_v4.oxm.field", "openflow_v4.oxm.value_etheraddr", "openflow_v4.oxm.value_ipv4addr", "openflow_v4.action.output.port", "openflow_v4.flowmod.cookie"))[0].Split('\t');
        row10.ShouldBe(["10", "30", "77", "4", "02:00:00:00:00:01", "02:00:00:00:00:02", "2048", "6", "40000", "80", "3", "0x0000000000000abc"]);
        row13.ShouldBe(["10", "30", "77", "256", "0,3,4,5,6,8,10,11,12,13,14", "02:00:00:00:00:02,02:00:00:00:00:01", "10.0.0.1,10.0.0.2", "3", "0x0000000000000abc"]);
    }

    private async Task<string[]> TsharkAsync((string Name, OpenFlowVersion Version, OpenFlowMessage Message)[] samples, params string[] fields)
    {
        string file = Path.Combine(_folder, "openflow.pcap");
        using (FileStream stream = File.Create(file))
        using (CaptureWriter writer = CaptureWriter.Create(stream, new CaptureWriterOptions(), leaveOpen: true))
        {
            CapturePoint point = new("p", "p.pcap", LinkType.Ethernet);
            IpAddress one = IpAddress.FromIPv4(0x0a000001);
            IpAddress two = IpAddress.FromIPv4(0x0a000002);
            for (int i = 0; i < samples.Length; i++)
            {
                // Each message in a connection of its own: a fault of one cannot hide the next.
                byte[] frame = new FrameBuilder().Ethernet().IPv4(one, two).Tcp((ushort)(20_000 + i), OpenFlowHeader.Port, 1, 1, TcpFlags.Ack | TcpFlags.Psh).Payload(samples[i].Message.Encode(samples[i].Version)).ToArray();
                writer.Write(new Frame(frame, point, i + 1, 1_700_000_000_000_000_000 + i, frame.Length));
            }
        }

        if ((await Shell.RunAsync("command -v tshark", _folder)).ExitCode != 0) { Assert.Skip("tshark is not installed (Debian: tshark)"); }
        Shell run = (await Shell.RunAsync($"tshark -n -r {file} -d tcp.port==6653,openflow -T fields {string.Join(' ', fields.Select(field => $"-e {field}"))}", _folder)).ShouldExit(0);
        return run.Out.Split('\n')[..^1];
    }
}
