using Weir.Tests.Cli;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Databases;

/// <summary>Runs of Weir over the captures of the example, into a store or a database.</summary>
internal static class ExampleRuns
{
    /// <summary>The captures of the example.</summary>
    public static string[] Captures { get; } = [.. Enumerable.Range(1, 4).Select(n => Repository.PathOf("examples", "decode-a-capture", $"cn{n}.pcap"))];

    /// <summary>Where the secrets and the names of the nodes are.</summary>
    public static string[] Names { get; } = ["--secrets", Repository.PathOf("examples", "decode-a-capture", "secrets"), "--nodes", Repository.PathOf("examples", "decode-a-capture", "nodes.json")];

    /// <summary><c>weir monitor KIND</c> over the captures.</summary>
    public static async Task<CliRun> MonitorAsync(string kind, string target, params string[] more)
    {
        string[] names = kind switch { "consensus" => Names, "messages" => Names[..2], _ => [] };
        return (await CliRun.RunAsync(["monitor", kind, "-r", .. Captures, .. names, "--db", target, .. more])).ShouldExit(0);
    }

    /// <summary><c>weir consensus</c> over the captures.</summary>
    public static async Task<CliRun> ConsensusAsync(string target, params string[] more) => (await CliRun.RunAsync(["consensus", .. Captures, .. Names, "--db", target, .. more])).ShouldExit(0);
}
