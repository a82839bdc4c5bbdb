using System.Text.RegularExpressions;
using Weir.Tests.Fixtures;
using Weir.Wire.Captures;

namespace Weir.Tests.Cli;

/// <summary><c>--follow</c>: captures that still grow while they are read.</summary>
public sealed class FollowOptionTests : IDisposable
{
    private const string Secrets = "examples/decode-a-capture/secrets";
    private static readonly byte[] Example = File.ReadAllBytes(Repository.PathOf("examples", "decode-a-capture", "cn1.pcap"));
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-follow-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Decode_prints_messages_while_the_file_grows()
    {
        string file = Growing("cn1.pcap");
        CliRun whole = (await CliRun.RunAsync("decode", "examples/decode-a-capture/cn1.pcap", "--secrets", Secrets)).ShouldExit(0);
        using var run = new LiveRun("decode", file, "--secrets", Secrets, "--follow");
        await run.UntilAsync(text => text.Contains(" hello ", StringComparison.Ordinal));
        run.Out.Length.ShouldBeLessThan(whole.Out.Length);
        Grow(file);
        await run.UntilAsync(text => text.Length >= whole.Out.Length);
        CliRun end = (await run.InterruptAsync()).ShouldExit(130);
        end.Out.ShouldBe(whole.Out);
        end.Error.ShouldBe("weir: interrupted; this is what is known so far\n");
    }

    [Fact]
    public async Task Decode_prints_packets_while_the_file_grows()
    {
        string file = Growing("cn1.pcap");
        CliRun whole = (await CliRun.RunAsync("decode", "examples/decode-a-capture/cn1.pcap", "--fields", "frame.number,ip.src")).ShouldExit(0);
        using var run = new LiveRun("decode", file, "--fields", "frame.number,ip.src", "--follow");
        await run.UntilAsync(text => text.StartsWith("1\t", StringComparison.Ordinal));
        Grow(file);
        await run.UntilAsync(text => text.Length >= whole.Out.Length);
        (await run.InterruptAsync()).ShouldExit(130).Out.ShouldBe(whole.Out);
    }

    [Theory]
    [InlineData]
    [InlineData("--hex")]
    [InlineData("--raw", "--server")]
    public async Task Follow_prints_a_conversation_while_the_file_grows(params string[] form)
    {
        string file = Growing("cn1.pcap");
        CliRun whole = (await CliRun.RunAsync(["follow", "examples/decode-a-capture/cn1.pcap", "1", .. form])).ShouldExit(0);
        CliRun half = (await CliRun.RunAsync(["follow", file, "1", .. form])).ShouldExit(1);
        half.OutBytes.Length.ShouldBeInRange(1, whole.OutBytes.Length - 1);
        using var run = new LiveRun(["follow", file, "1", .. form, "--follow"]);
        await run.UntilAsync(text => text.Length > 0);
        run.Written.ShouldBeLessThanOrEqualTo(half.OutBytes.Length);
        Grow(file);
        await run.UntilAsync(_ => run.Written >= whole.OutBytes.Length - 80);
        CliRun end = (await run.InterruptAsync()).ShouldExit(130);
        end.OutBytes.ShouldBe(whole.OutBytes);
        end.Error.ShouldEndWith("weir: interrupted; this is what is known so far\n");
    }

    [Fact]
    public async Task Follow_waits_for_a_conversation_that_has_not_begun()
    {
        string file = Path.Combine(_folder, "cn1.pcap");
        File.WriteAllBytes(file, Example[..PcapHeader.Size]);
        CliRun whole = (await CliRun.RunAsync("follow", "examples/decode-a-capture/cn1.pcap", "2", "--raw")).ShouldExit(0);
        using var run = new LiveRun("follow", file, "2", "--raw", "--follow");
        await Task.Delay(50, TestContext.Current.CancellationToken);
        run.Written.ShouldBe(0);
        Grow(file, PcapHeader.Size);
        await run.UntilAsync(_ => run.Written >= whole.OutBytes.Length);
        (await run.InterruptAsync()).ShouldExit(130).OutBytes.ShouldBe(whole.OutBytes);
    }

    [Fact]
    public async Task Trace_of_a_packet_that_never_came_says_so_at_the_interrupt()
    {
        string file = Growing("cn1.pcap");
        using var run = new LiveRun("trace", file, "1000000", "--follow");
        await Task.Delay(50, TestContext.Current.CancellationToken);
        CliRun end = (await run.InterruptAsync()).ShouldExit(130);
        end.Out.ShouldBeEmpty();
        end.Error.ShouldMatch($"^weir: {Regex.Escape(file)}: packet 1000000 has not come: it has [0-9]+\nweir: interrupted; this is what is known so far\n$");
    }

    [Fact]
    public async Task Sort_writes_what_came_before_it_waits()
    {
        string file = Growing("cn1.pcap");
        string expected = Path.Combine(_folder, "expected"), growing = Path.Combine(_folder, "growing"), half = Path.Combine(_folder, "half");
        CliRun whole = (await CliRun.RunAsync("sort", "examples/decode-a-capture/cn1.pcap", "-o", expected)).ShouldExit(0);
        (await CliRun.RunAsync("sort", file, "-o", half)).ShouldExit(1);
        using var run = new LiveRun("sort", file, "-o", growing, "--follow");
        await UntilAsync(() => Length(growing) >= Length(half));
        Length(growing).ShouldBeInRange(1, Length(expected) - 1);
        Grow(file);
        await UntilAsync(() => Length(growing) >= Length(expected));
        (await run.InterruptAsync()).ShouldExit(130).Out.ShouldBe(whole.Out.Replace(expected, growing, StringComparison.Ordinal));
        foreach (string one in Directory.GetFiles(expected)) { File.ReadAllBytes(Path.Combine(growing, Path.GetFileName(one))).ShouldBe(File.ReadAllBytes(one)); }
        Directory.GetFiles(growing).Length.ShouldBe(Directory.GetFiles(expected).Length);
    }

    [Fact]
    public async Task Several_files_grow_at_the_same_time()
    {
        string[] files = [Growing("cn1.pcap"), Growing("other.pcap")];
        using var run = new LiveRun(["decode", .. files, "--secrets", Secrets, "--fields", "point", "--follow"]);
        await run.UntilAsync(text => text.Contains("cn1", StringComparison.Ordinal) && text.Contains("other", StringComparison.Ordinal));
        (await run.InterruptAsync()).ShouldExit(130);
        (await CliRun.RunAsync(["decode", .. files, "--fields", "ip.src", "--follow"])).ShouldExit(2).Error.ShouldContain("--follow prints the packets of one file");
    }

    [Theory]
    [InlineData("flows")]
    [InlineData("trace", "3")]
    [InlineData("trace", "40", "--secrets", Secrets, "--json")]
    [InlineData("consensus", "--secrets", Secrets, "--nodes", "examples/decode-a-capture/nodes.json")]
    public async Task Tables_are_printed_when_it_is_interrupted(string verb, params string[] more)
    {
        string file = Path.Combine(_folder, "cn1.pcap");
        File.WriteAllBytes(file, Example);
        CliRun whole = (await CliRun.RunAsync([verb, file, .. more])).ShouldExit(0);
        using var run = new LiveRun([verb, file, .. more, "--follow"]);
        // The whole file is read before the first wait, and the interrupt only ends the waiting.
        CliRun end = (await run.InterruptAsync()).ShouldExit(130);
        end.Out.ShouldBe(whole.Out);
        end.Error.ShouldBe("weir: interrupted; this is what is known so far\n");
    }

    [Theory]
    [InlineData("info")]
    [InlineData("flows")]
    [InlineData("follow", "1")]
    [InlineData("trace", "3")]
    [InlineData("decode", "--secrets", Secrets)]
    [InlineData("decode", "--fields", "frame.number")]
    [InlineData("consensus", "--secrets", Secrets)]
    [InlineData("sort", "-o", "")]
    public async Task Silent_pipe_is_left_at_the_interrupt_with_what_came(string verb, params string[] more)
    {
        string pipe = Path.Combine(_folder, "pipe.pcap");
        (await Shell.RunAsync($"mkfifo '{pipe}'", _folder)).ShouldExit(0);
        more = [.. more.Select(one => one.Length == 0 ? Path.Combine(_folder, "flows") : one)];
        using var run = new LiveRun([verb, pipe, .. more]);
        // Both ends, for else the open waits for the reader. It is told only then that what was written is taken.
        await using var writer = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        await writer.WriteAsync(Example, TestContext.Current.CancellationToken);
        if (verb == "decode") { await run.UntilAsync(text => text.Length > 100); }
        else { await Task.Delay(50, TestContext.Current.CancellationToken); }
        CliRun end = (await run.InterruptAsync()).ShouldExit(130);
        end.Error.ShouldEndWith("weir: interrupted; this is what is known so far\n");
    }

    [Fact]
    public async Task Pipe_without_a_writer_is_left_at_the_interrupt()
    {
        string pipe = Path.Combine(_folder, "pipe.pcap");
        (await Shell.RunAsync($"mkfifo '{pipe}'", _folder)).ShouldExit(0);
        using var run = new LiveRun("flows", pipe);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        (await run.InterruptAsync()).ShouldExit(130).Error.ShouldBe("weir: interrupted\n");
    }

    private string Growing(string name)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllBytes(file, Example[..(Example.Length / 2)]);
        return file;
    }

    private static void Grow(string file) => Grow(file, Example.Length / 2);

    private static void Grow(string file, int from)
    {
        using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(Example.AsSpan(from));
    }

    private static long Length(string folder) => Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length) : 0;

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition()) { await Task.Delay(20, patience.Token); }
    }
}
