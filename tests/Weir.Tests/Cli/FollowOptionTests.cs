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
