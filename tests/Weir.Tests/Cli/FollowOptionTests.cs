using Weir.Tests.Fixtures;

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

    private static void Grow(string file)
    {
        using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(Example, Example.Length / 2, Example.Length - (Example.Length / 2));
    }
}
