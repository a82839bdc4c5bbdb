using Weir.Consensus.Validating;
using Weir.Platform;
using Weir.Tests.Cli;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Validating;

/// <summary>The files of a network as Klaytn's homi lays them out are used as they are.</summary>
public sealed class NetworkFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-homi-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_of_homi_is_a_network_and_its_validator_decides()
    {
        string made = Path.Combine(_folder, "made"), homi = Path.Combine(_folder, "homi-output");
        IReadOnlyList<EthereumAddress> validators = NetworkFolder.Create(made, new NetworkPlan { Count = 1, Host = "0.0.0.0", Seed = "homi" }, Curves.Best);
        foreach ((string name, string place) in new[] { ("nodekey1", "keys"), ("genesis.json", "scripts"), ("static-nodes.json", "scripts") })
        {
            Directory.CreateDirectory(Path.Combine(homi, place));
            File.Move(Path.Combine(made, name), Path.Combine(homi, place, name));
        }

        var files = new NetworkFolder(homi);
        files.Nodes.ShouldBeNull();
        files.StaticNodes.ShouldBe(Path.Combine(homi, "scripts", "static-nodes.json"));
        files.KeyOf(1).ShouldBe(Path.Combine(homi, "keys", "nodekey1"));
        Should.Throw<WeirException>(() => files.KeyOf(2)).Message.ShouldContain("there is no nodekey2, nor keys/nodekey2");

        // homi leaves 0.0.0.0 in place of the hosts, which the user fills in; --hosts does it without an editor.
        CliRun run = await CliRun.RunAsync("node", homi, "--number", "1", "--hosts", "127.0.0.*", "--port", "0", "--blocks", "1");
        run.ShouldExit(0).Out.ShouldContain($"cn1 is {validators[0]}");
        run.Out.ShouldContain("block 1, round 0, proposed by cn1");
    }
}
