using Weir.Tests.Cli;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Journey;

/// <summary>The first command of the README, on the capture that every clone has.</summary>
public sealed class ExampleCaptureTests
{
    [Fact]
    public async Task The_first_command_finds_exactly_what_the_nodes_said()
    {
        string folder = Repository.PathOf("examples", "decode-a-capture");
        string export = Path.Combine(Path.GetTempPath(), $"weir-{Guid.NewGuid():N}");
        string[] captures = [.. Enumerable.Range(1, ConsensusCaptureWriter.Nodes).Select(n => Path.Combine(folder, $"cn{n}.pcap"))];
        try
        {
            CliRun run = await CliRun.RunAsync(["consensus", .. captures, "--secrets", Path.Combine(folder, "secrets"), "--nodes", Path.Combine(folder, "nodes.json"), "--export", export]);
            run.ShouldExit(0);
            foreach (string truth in Directory.EnumerateFiles(Path.Combine(folder, "truth")))
            {
                string name = Path.GetFileName(truth);
                File.ReadAllText(Path.Combine(export, name)).ShouldBe(File.ReadAllText(truth), name);
            }

            for (int node = 1; node <= ConsensusCaptureWriter.Nodes; node++)
            {
                // Nothing is missing; only the last block may still have had messages to come when the capture ended.
                string[] blocks = File.ReadAllLines(Path.Combine(export, $"blocks-cn{node}.csv"))[1..];
                blocks.Length.ShouldBe((int)ConsensusCaptureWriter.Blocks);
                blocks[..^1].ShouldAllBe(b => b.Contains(",complete,", StringComparison.Ordinal));
                blocks[(int)ConsensusCaptureWriter.RoundChangeBlock - 1].Split(',')[3].ShouldBe("1");
            }
        }
        finally
        {
            if (Directory.Exists(export)) { Directory.Delete(export, recursive: true); }
        }
    }
}
