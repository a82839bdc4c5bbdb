using System.Text.Json;
using Weir.Capture;
using Weir.Tests.Fixtures;
using Weir.Wire.Frames;

namespace Weir.Tests.Cli;

/// <summary>The verbs over captures, on a small capture that is written here: a conversation with a segment out of turn, one repeated and one lost, then the same ports again, then a UDP exchange.</summary>
public sealed class VerbTests : IDisposable
{
    private const string Ends = "10.0.0.1:50000-10.0.0.2:80";
    private static readonly IpAddress Client = Parse("10.0.0.1");
    private static readonly IpAddress Server = Parse("10.0.0.2");
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-verbs-").FullName;
    private readonly string _file;
    private readonly CapturePoint _point = new("eth0", "made.pcap", LinkType.Ethernet);
    private long _number;

    public VerbTests()
    {
        _file = Path.Combine(_folder, "made.pcap");
        using CaptureWriter writer = CaptureWriter.Create(_file, new CaptureWriterOptions { Format = CaptureFileFormat.Pcap });
        Tcp(writer, up: true, 999, 0, TcpFlags.Syn, "");                          // 1
        Tcp(writer, up: false, 4999, 1000, TcpFlags.Syn | TcpFlags.Ack, "");      // 2
        Tcp(writer, up: true, 1006, 5000, TcpFlags.Ack, "world\n");               // 3: early
        Tcp(writer, up: true, 1000, 5000, TcpFlags.Ack, "hello ");                // 4: closes the hole
        Tcp(writer, up: true, 1000, 5000, TcpFlags.Ack, "hello ");                // 5: again
        Tcp(writer, up: false, 5000, 1012, TcpFlags.Ack, "abc");                  // 6
        Tcp(writer, up: false, 5013, 1012, TcpFlags.Ack, "xyz");                  // 7: ten bytes before it are lost
        Tcp(writer, up: true, 1012, 5016, TcpFlags.Fin | TcpFlags.Ack, "");       // 8: acknowledges the lost bytes
        Tcp(writer, up: false, 5016, 1013, TcpFlags.Fin | TcpFlags.Ack, "");      // 9
        Tcp(writer, up: true, 800_000, 0, TcpFlags.Syn, "");                      // 10: the same ports again
        Tcp(writer, up: true, 800_001, 0, TcpFlags.Ack, "again");                 // 11
        Write(writer, new FrameBuilder().Ethernet().IPv4(Client, Server).Udp(5353, 53).Payload("question"u8).ToArray()); // 12
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Flows_tables_conversations_with_their_gaps_and_ends()
    {
        CliRun run = (await CliRun.RunAsync("flows", _file, "--stats")).ShouldExit(0);
        string[] lines = run.Out.TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(4);
        string[] first = lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        first[..4].ShouldBe(["1", "10.0.0.1:50000", "10.0.0.2:80", "tcp"]);
        first[10..].ShouldBe(["1", "10", "1", "closed"]);
        lines[3].ShouldContain("udp");
        run.Error.ShouldContain("packets in 12 = packets accounted for 12");
    }

    [Fact]
    public async Task Flows_as_json_say_the_same()
    {
        JsonElement[] flows = [.. Json(await CliRun.RunAsync("flows", _file, "--json")).EnumerateArray()];
        flows.Select(f => f.GetProperty("flow").GetInt64()).ShouldBe([1, 2, 3]);
        flows[0].GetProperty("toClient").GetProperty("missingBytes").GetInt64().ShouldBe(10);
        flows[0].GetProperty("toServer").GetProperty("retransmittedSegments").GetInt64().ShouldBe(1);
        flows[0].GetProperty("toServer").GetProperty("outOfOrder").GetInt64().ShouldBe(1);
        flows[2].GetProperty("protocol").GetString().ShouldBe("udp");
    }

    [Fact]
    public async Task Several_files_are_told_apart_by_their_points()
    {
        string other = Path.Combine(_folder, "other.pcap");
        File.Copy(_file, other);
        string[] lines = (await CliRun.RunAsync("flows", _file, other)).ShouldExit(0).Out.Split('\n');
        lines[0].ShouldStartWith("point");
        lines.Count(l => l.StartsWith("made ", StringComparison.Ordinal)).ShouldBe(3);
        lines.Count(l => l.StartsWith("other ", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task Follow_raw_gives_the_bytes_in_order_and_tells_the_gap_beside()
    {
        (await CliRun.RunAsync("follow", _file, "1", "--raw", "--client")).ShouldExit(0).Out.ShouldBe("hello world\n");
        CliRun server = (await CliRun.RunAsync("follow", _file, "1", "--raw", "--server")).ShouldExit(0);
        server.Out.ShouldBe("abcxyz");
        server.Error.ShouldContain("10 bytes from 10.0.0.2:80 were not captured, at offset 3");
    }

    [Fact]
    public async Task Follow_by_ends_finds_every_conversation_on_them_in_either_order()
    {
        (await CliRun.RunAsync("follow", _file, Ends, "--raw", "--client")).ShouldExit(0).Out.ShouldBe("hello world\nagain");
        (await CliRun.RunAsync("follow", _file, "10.0.0.2:80-10.0.0.1:50000", "--raw", "--client")).ShouldExit(0).Out.ShouldBe("hello world\nagain");
    }

    [Fact]
    public async Task Follow_as_text_and_hex_shows_sides_offsets_and_gaps()
    {
        CliRun text = (await CliRun.RunAsync("follow", _file, "1")).ShouldExit(0);
        text.Out.ShouldContain("# 10.0.0.1:50000 > 10.0.0.2:80  flow 1, offset 0, packet 4, ");
        text.Out.ShouldContain("hello world\n");
        text.Out.ShouldContain("# 10 bytes from 10.0.0.2:80 were not captured, at offset 3");
        CliRun hex = (await CliRun.RunAsync("follow", _file, "1", "--hex", "--server")).ShouldExit(0);
        hex.Out.ShouldContain("00000000  61 62 63 ");
        hex.Out.ShouldContain("0000000d  78 79 7a ");
    }

    [Fact]
    public async Task Sort_writes_a_file_for_each_conversation_in_order_and_without_repetitions()
    {
        string output = Path.Combine(_folder, "sorted");
        (await CliRun.RunAsync("sort", _file, "-o", output, "--skip-empty")).ShouldExit(0);
        Directory.GetFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["10.0.0.1.50000-10.0.0.2.80-2.pcap", "10.0.0.1.50000-10.0.0.2.80.pcap"]);
        Payloads(Path.Combine(output, "10.0.0.1.50000-10.0.0.2.80.pcap")).ShouldBe(["hello ", "world\n", "abc", "xyz"]);
        Payloads(Path.Combine(output, "10.0.0.1.50000-10.0.0.2.80-2.pcap")).ShouldBe(["again"]);
    }

    [Fact]
    public async Task Sort_without_skipping_keeps_segments_without_data_and_names_the_files_as_json()
    {
        string output = Path.Combine(_folder, "all");
        JsonElement[] files = [.. Json(await CliRun.RunAsync("sort", _file, "-o", output, "--json")).EnumerateArray()];
        files.Length.ShouldBe(2);
        foreach (JsonElement file in files)
        {
            Payloads(Path.Combine(output, file.GetProperty("file").GetString()!)).Length.ShouldBe(file.GetProperty("packets").GetInt32());
        }

        Payloads(Path.Combine(output, "10.0.0.1.50000-10.0.0.2.80.pcap")).Length.ShouldBe(8);
    }

    [Fact]
    public async Task Trace_tells_when_an_early_segment_was_handed_on()
    {
        CliRun run = (await CliRun.RunAsync("trace", _file, "3")).ShouldExit(0);
        run.Out.ShouldContain("waypoints  captured > segment-kept > bytes-delivered");
        run.Out.ShouldContain("6 bytes at offset 6 of the stream, handed on when packet 4 came");
        run.Out.ShouldContain("ip.src");
        JsonElement trace = Json(await CliRun.RunAsync("trace", _file, "5", "--json"));
        trace.GetProperty("end").GetString().ShouldBe("segment-duplicate");
        trace.GetProperty("flow").GetInt64().ShouldBe(1);
        trace.GetProperty("pieces").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_file_that_is_cut_off_yields_what_was_readable_and_exit_code_1()
    {
        string cut = Path.Combine(_folder, "cut.pcap");
        byte[] bytes = File.ReadAllBytes(_file);
        File.WriteAllBytes(cut, bytes[..^5]);
        foreach (string[] line in (string[][])[["flows", cut], ["follow", cut, "1"], ["sort", cut, "-o", Path.Combine(_folder, "cut")], ["trace", cut, "3"], ["info", cut]])
        {
            CliRun run = (await CliRun.RunAsync(line)).ShouldExit(1);
            run.Out.ShouldNotBeEmpty();
            (run.Error + run.Out).ShouldContain("cut.pcap");
        }
    }

    [Theory]
    [InlineData("flows")]
    [InlineData("follow", "1")]
    [InlineData("sort", "-o", "sorted")]
    [InlineData("trace", "1")]
    public async Task A_file_that_is_not_there_or_is_no_capture_is_exit_code_2(string verb, params string[] rest)
    {
        if (verb == "sort") { rest = ["-o", Path.Combine(_folder, "sorted")]; }
        string absent = Path.Combine(_folder, "absent.pcap");
        (await CliRun.RunAsync([verb, absent, .. rest])).ShouldExit(2).Error.ShouldContain("absent.pcap");
        string text = Path.Combine(_folder, "text.pcap");
        File.WriteAllText(text, "this is no capture, but a text of some length");
        (await CliRun.RunAsync([verb, text, .. rest])).ShouldExit(2).Error.ShouldContain("text.pcap");
    }

    [Fact]
    public async Task What_is_not_in_the_capture_is_exit_code_2_and_says_what_there_is()
    {
        (await CliRun.RunAsync("follow", _file, "9")).ShouldExit(2).Error.ShouldContain("no flow '9' among its 3");
        (await CliRun.RunAsync("follow", _file, "10.0.0.9:1-10.0.0.2:80")).ShouldExit(2);
        (await CliRun.RunAsync("follow", _file, "nonsense")).ShouldExit(2).Error.ShouldContain("10.0.0.1:50000-10.0.0.2:80");
        (await CliRun.RunAsync("trace", _file, "13")).ShouldExit(2).Error.ShouldContain("it has 12");
        (await CliRun.RunAsync("trace", _file, "0")).ShouldExit(2);
        (await CliRun.RunAsync("follow", _file, "1", "--raw", "--hex")).ShouldExit(2).Error.ShouldContain("exclude each other");
    }

    [Fact]
    public async Task Colours_are_for_terminals_that_want_them()
    {
        (await CliRun.RunOnTerminalAsync(noColour: false, "flows", _file)).Out.ShouldContain("\e[1m");
        string plain = (await CliRun.RunAsync("flows", _file)).Out;
        plain.ShouldNotContain('\e');
        (await CliRun.RunOnTerminalAsync(noColour: true, "flows", _file)).Out.ShouldBe(plain);
    }

    [Fact]
    public async Task An_interrupt_ends_with_130_and_what_is_known()
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var context = new Weir.Cli.CommandContext(output, error, Weir.Platform.MachineClock.Instance, _folder);
        context.Interrupt();
        (await Weir.Cli.CommandLine.RunAsync(["flows", "made.pcap"], context)).ShouldBe(130);
        error.ToString().ShouldContain("interrupted; this is what is known so far");
        output.Length.ShouldBeGreaterThan(0);
    }

    private static JsonElement Json(CliRun run) => JsonDocument.Parse(run.ShouldExit(0).OutBytes).RootElement;

    private static string[] Payloads(string file)
    {
        using CaptureReader reader = CaptureReader.Open(file);
        var payloads = new List<string>();
        var packet = default(DecodedPacket);
        while (reader.TryRead(out Frame frame))
        {
            PacketDecoder.Decode(frame.Bytes, frame.Point.LinkType, ref packet);
            payloads.Add(System.Text.Encoding.ASCII.GetString(frame.Bytes.Slice(packet.PayloadOffset, packet.PayloadLength)));
        }

        reader.Fault.ShouldBeNull();
        return [.. payloads];
    }

    private static IpAddress Parse(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : throw new FormatException(text);

    private void Tcp(CaptureWriter writer, bool up, uint sequence, uint acknowledgement, TcpFlags flags, string payload) => Write(writer, new FrameBuilder().Ethernet()
        .IPv4(up ? Client : Server, up ? Server : Client).Tcp(up ? (ushort)50000 : (ushort)80, up ? (ushort)80 : (ushort)50000, sequence, acknowledgement, flags)
        .Payload(System.Text.Encoding.ASCII.GetBytes(payload)).ToArray());

    private void Write(CaptureWriter writer, byte[] bytes)
    {
        _number++;
        writer.Write(new Frame(bytes, _point, _number, 1_700_000_000_000_000_000 + (_number * 1_000_000), bytes.Length));
    }
}
