using System.Text.Json;
using Weir.Tests.Fixtures;
using Weir.Wire.Frames;

namespace Weir.Tests.Cli;

/// <summary><c>weir decode</c>: on the example that every clone has, and on a few packets built here.</summary>
public sealed class DecodeCommandTests : IDisposable
{
    private const string Example = "examples/decode-a-capture/cn1.pcap";
    private const string Secrets = "examples/decode-a-capture/secrets";

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-test").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Messages_are_printed_one_a_line()
    {
        CliRun run = (await CliRun.RunAsync("decode", Example, "--secrets", Secrets)).ShouldExit(0);
        run.Error.ShouldBeEmpty();
        string[] lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldAllBe(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z  10\.\S+:\d+ > 10\.\S+:\d+  rlpx [a-z-]+(  \S+=.*\S)?$"));
        lines.Count(line => line.Contains("  rlpx hello  ")).ShouldBe(6, "three sessions, two hellos each");
        lines.Count(line => line.Contains("  rlpx preprepare  kind=preprepare sequence=1 ")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_condition_chooses_and_fields_are_columns()
    {
        string[] command = ["decode", Example, "--secrets", Secrets, "--fields", "kind,rlpx.sequence,rlpx.round,authenticity", "--where"];
        string[] Rows(CliRun run) => [.. run.ShouldExit(0).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal)];
        Rows(await CliRun.RunAsync([.. command, "rlpx.sequence == 4 and rlpx.round == 1 and kind != roundchange"]))
            .ShouldBe(["commit\t4\t1\tmac-right", "prepare\t4\t1\tmac-right", "preprepare\t4\t1\tmac-right"]);
        Rows(await CliRun.RunAsync([.. command, "rlpx.sequence in {4..6} and kind == preprepare and not rlpx.round == 1"]))
            .ShouldBe(["preprepare\t5\t0\tmac-right", "preprepare\t6\t0\tmac-right"]);
        (await CliRun.RunAsync([.. command, "src in {192.168.0.0/16}"])).ShouldExit(0).Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task Json_lines_have_all_fields()
    {
        CliRun run = (await CliRun.RunAsync("decode", Example, "--secrets", Secrets, "--json", "--where", "kind == hello")).ShouldExit(0);
        string[] lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(6);
        foreach (string line in lines)
        {
            using JsonDocument json = JsonDocument.Parse(line);
            json.RootElement.GetProperty("protocol").GetString().ShouldBe("rlpx");
            json.RootElement.GetProperty("point").GetString().ShouldBe("cn1");
            json.RootElement.GetProperty("rlpx").GetProperty("name").GetString().ShouldStartWith("Klaytn/");
        }
    }

    [Fact]
    public async Task Every_packet_and_message_is_in_the_balance()
    {
        CliRun run = (await CliRun.RunAsync("decode", Example, "--secrets", Secrets, "--where", "kind == commit", "--stats")).ShouldExit(0);
        run.Error.ShouldMatch(@"packets in (\d+) = packets accounted for \1\n");
        run.Error.ShouldMatch(@"(?m)^streams-joined +6$");
        run.Error.ShouldMatch(@"(?m)^messages-filtered +[1-9]\d*$");
    }

    [Fact]
    public async Task Without_secrets_it_says_where_messages_may_be_missing()
    {
        CliRun run = (await CliRun.RunAsync("decode", Example)).ShouldExit(0);
        run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(6);
        run.Out.ShouldContain("messages may be missing here: no secret fits");
        CliRun json = (await CliRun.RunAsync("decode", Example, "--json")).ShouldExit(0);
        json.Out.ShouldBeEmpty();
        json.Error.ShouldContain("messages may be missing at 6 places");
    }

    [Fact]
    public async Task Fields_of_frames_print_packets()
    {
        string file = Packets();
        (await CliRun.RunAsync("decode", file, "--fields", "frame.number,ip.src,udp.dstport,tcp.flags.syn")).ShouldExit(0).Out
            .ShouldBe("1\t10.0.0.1\t53\t\n2\t10.0.0.2\t5000\t\n3\t10.0.0.1\t\t1\n");
        (await CliRun.RunAsync("decode", file, "--fields", "frame.number", "--where", "udp and ip.src == 10.0.0.2/32")).ShouldExit(0).Out.ShouldBe("2\n");
        (await CliRun.RunAsync("decode", file, "--where", "tcp.flags.syn == 1")).ShouldExit(0).Out.ShouldStartWith("3\t1700000000.000000003\t");
        CliRun json = (await CliRun.RunAsync("decode", file, "--protocol", "packets", "--json", "--where", "frame.number >= 2", "--stats")).ShouldExit(0);
        json.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("frame").GetProperty("number").GetInt32()).ShouldBe([2, 3]);
        json.Error.ShouldBe("packets in 3 = printed 2 + filtered 1\n");
    }

    [Fact]
    public async Task Dns_is_a_message_too()
    {
        CliRun run = (await CliRun.RunAsync("decode", Packets(), "--protocol", "dns", "--fields", "kind,dns.question.name,dns.question.type,dns.answer.data")).ShouldExit(0);
        run.Out.ShouldBe("query\texample.org\tA\t\nresponse\texample.org\tA\t192.0.2.7\n");
    }

    [Theory]
    [InlineData("--where, column 1: ip.scr: no field of packets; did you mean ip.src?", "--protocol", "packets", "--where", "ip.scr == 10.0.0.1")]
    [InlineData("--where, column 10: kin: no field of messages; did you mean kind?", "--where", "time and kin == hello")]
    [InlineData("--where, column 15: tcp.len: no field of messages; it is a field of packets: add --protocol packets", "--where", "kind == a and tcp.len == 1")]
    [InlineData("--fields tcp.dstport: no field of messages; it is a field of packets: add --protocol packets", "--fields", "kind,tcp.dstport")]
    [InlineData("--fields ip.scr: no such field of a packet; did you mean ip.src?", "--protocol", "packets", "--fields", "ip.scr")]
    [InlineData("--where, column 9: expected a value", "--where", "kind == ")]
    [InlineData("--protocol smtp: not known; there are http, dns, openflow, rlpx and packets", "--protocol", "smtp")]
    public async Task A_mistake_is_answered_with_what_would_be_right(string problem, params string[] options)
    {
        CliRun run = (await CliRun.RunAsync(["decode", Example, .. options])).ShouldExit(2);
        run.Error.ShouldContain(problem);
        run.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_damaged_file_gives_what_came_before_the_damage()
    {
        string file = Path.Combine(_folder, "cut.pcap");
        byte[] whole = File.ReadAllBytes(Repository.PathOf("examples", "decode-a-capture", "cn1.pcap"));
        File.WriteAllBytes(file, whole[..(whole.Length / 2)]);
        CliRun run = (await CliRun.RunAsync("decode", file, "--secrets", Secrets)).ShouldExit(1);
        run.Out.ShouldContain("rlpx hello");
        run.Error.ShouldContain("what came before was decoded");
    }

    [Fact]
    public async Task A_bad_secret_is_told_and_the_others_are_used()
    {
        string secrets = Path.Combine(_folder, "secrets");
        Directory.CreateDirectory(secrets);
        string good = File.ReadAllText(Repository.PathOf("examples", "decode-a-capture", "secrets", "cn1.jsonl"));
        File.WriteAllText(Path.Combine(secrets, "a.jsonl"), "{}\n" + good);
        CliRun run = (await CliRun.RunAsync("decode", Example, "--secrets", secrets, "--where", "kind == hello")).ShouldExit(0);
        run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(6);
        run.Error.ShouldContain("a.jsonl:1: the field aes (64 hexadecimal digits) is missing");
        (await CliRun.RunAsync("decode", Example, "--secrets", Path.Combine(_folder, "none"))).ShouldExit(2).Error.ShouldContain("no such folder");
    }

    /// <summary>A DNS question and its answer over UDP, and the begin of a TCP connection.</summary>
    private string Packets()
    {
        IpAddress client = IpAddress.FromIPv4(0x0a000001), server = IpAddress.FromIPv4(0x0a000002);
        byte[] question = [.. "\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x07"u8, .. "example\x03org\0\0\x01\0\x01"u8];
        byte[] answer = [.. question, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7];
        answer[2] = 0x81;
        answer[7] = 1;
        byte[][] frames =
        [
            new FrameBuilder().Ethernet().IPv4(client, server).Udp(5000, 53).Payload(question).ToArray(),
            new FrameBuilder().Ethernet().IPv4(server, client).Udp(53, 5000).Payload(answer).ToArray(),
            new FrameBuilder().Ethernet().IPv4(client, server).Tcp(5001, 80, 1, 0, TcpFlags.Syn).ToArray(),
        ];
        string file = Path.Combine(_folder, "packets.pcapng");
        using (var writer = Weir.Capture.CaptureWriter.Create(file, new Weir.Capture.CaptureWriterOptions()))
        {
            var point = new CapturePoint("packets", file, LinkType.Ethernet);
            for (int i = 0; i < frames.Length; i++) { writer.Write(new Frame(frames[i], point, i + 1, 1_700_000_000_000_000_000 + i + 1, frames[i].Length)); }
        }

        return file;
    }
}
