using System.Text.Json;
using Weir.Tests.Capture;
using Weir.Wire.Captures;

namespace Weir.Tests.Cli;

public sealed class InfoCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-test").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Stored(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    [Fact]
    public async Task Table_has_a_row_for_each_file()
    {
        string pcap = Stored("a.pcap", Sample.Pcap(PcapVariant.Nanoseconds, false).Bytes);
        string pcapng = Stored("b.pcapng", Sample.Pcapng(true).Bytes);
        CliRun run = (await CliRun.RunAsync("info", pcap, pcapng)).ShouldExit(0);
        run.Error.ShouldBeEmpty();
        string[] lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(3);
        lines[0].Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ShouldBe(["file", "format", "packets", "bytes", "link types", "interfaces", "first", "last"]);
        lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
            [pcap, "pcap-ns", "12", $"{Enumerable.Range(1, 12).Sum(i => Sample.Packet(i).Length)}", "Ethernet", "a", "2023-11-14T22:13:20.124456790Z", "2023-11-14T22:13:20.135456801Z"]);
        lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
            [pcapng, "pcapng", "8", "108", "Ethernet,Raw", "eth0,tun0,eth0#2,b#3", "2023-11-14T22:13:20.123456000Z", "2023-11-14T22:15:00.123456789Z"]);
    }

    [Fact]
    public async Task Json_is_an_array_with_the_promised_keys()
    {
        string pcap = Stored("a.pcap", Sample.Pcap(PcapVariant.Microseconds, true).Bytes);
        string cut = Stored("cut.pcap", Sample.Pcap(PcapVariant.Microseconds, true).Bytes[..^1]);
        string text = Stored("text", "no capture, just text"u8.ToArray());
        CliRun run = (await CliRun.RunAsync("info", "--json", pcap, cut, text)).ShouldExit(2);
        using JsonDocument json = JsonDocument.Parse(run.Out);
        JsonElement[] files = [.. json.RootElement.EnumerateArray()];
        files.Length.ShouldBe(3);
        foreach (JsonElement file in files)
        {
            file.EnumerateObject().Select(p => p.Name).ShouldBe(["file", "format", "packets", "bytes", "linkTypes", "interfaces", "first", "last", "truncated", "error"]);
        }

        files[0].GetRawText().Replace(" ", "").Replace("\n", "").ShouldBe(
            $$"""{"file":"{{pcap}}","format":"pcap","packets":12,"bytes":{{Enumerable.Range(1, 12).Sum(i => Sample.Packet(i).Length)}},"linkTypes":["Ethernet"],"interfaces":["a"],"first":"2023-11-14T22:13:20.124456000Z","last":"2023-11-14T22:13:20.135456000Z","truncated":false,"error":null}""");
        (files[1].GetProperty("packets").GetInt32(), files[1].GetProperty("truncated").GetBoolean()).ShouldBe((11, true));
        files[1].GetProperty("error").GetString().ShouldNotBeNull().ShouldStartWith("packet 12 at byte ");
        files[2].GetProperty("format").ValueKind.ShouldBe(JsonValueKind.Null);
        files[2].GetProperty("first").ValueKind.ShouldBe(JsonValueKind.Null);
        files[2].GetProperty("error").GetString().ShouldBe($"{text}: this is no capture (neither pcap nor pcapng)");
    }

    [Fact]
    public async Task Damaged_file_is_shown_as_far_as_it_goes_and_exits_with_1()
    {
        byte[] bytes = Sample.Pcap(PcapVariant.Microseconds, false).Bytes;
        string cut = Stored("cut.pcap", bytes[..^3]);
        CliRun run = (await CliRun.RunAsync("info", cut)).ShouldExit(1);
        run.Out.ShouldContain(" 11 ");
        run.Error.ShouldStartWith($"weir: {cut}: packet 12 at byte ");
        run.Error.ShouldContain("is cut off");
    }

    [Fact]
    public async Task Absent_file_is_named_and_exits_with_2_and_the_others_are_shown()
    {
        string pcap = Stored("a.pcap", Sample.Pcap(PcapVariant.Microseconds, false).Bytes);
        string absent = Path.Combine(_folder, "absent.pcap");
        CliRun run = (await CliRun.RunAsync("info", absent, pcap)).ShouldExit(2);
        run.Error.ShouldBe($"weir: {absent}: there is no such file\n");
        run.Out.ShouldContain(" 12 ");
        (await CliRun.RunAsync("info")).ShouldExit(2);
    }
}
