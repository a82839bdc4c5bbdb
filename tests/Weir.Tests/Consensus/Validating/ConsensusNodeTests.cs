using System.Text.Json;
using Weir.Consensus.Validating;
using Weir.Consensus.Validating.Rpc;
using Weir.Platform;
using Weir.Tests.Running;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Validating;

/// <summary>Whole nodes over real sockets: agreement, the death and return of one, faults, transfers, questions.</summary>
public sealed class ConsensusNodeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Seven_nodes_decide_a_block_a_second(bool multichannel)
    {
        await using var network = new NodeNetwork(7, multichannel);
        for (int i = 0; i < 7; i++) { network.Start(i); }
        await network.UntilAsync(8, 60);
        network.ShouldAgree();
        BlockHeader[] headers = [.. Enumerable.Range(2, 6).Select(number => HeaderOf(network, 0, (ulong)number))];
        headers.ShouldAllBe(header => header.Extra!.CommittedSeals.Count == 5 && header.Extra.Round == 0);
        headers.Zip(headers.Skip(1)).ShouldAllBe(pair => pair.Second.Time >= pair.First.Time + 1 && pair.Second.Time <= pair.First.Time + 3);
        headers.Select(ProposerOf).Distinct().Count().ShouldBe(6, "each in its turn");
        (int peers, int channels) = await network.Nodes[3]!.AskAsync(view => (view.Peers.Count, view.Peers.Max(peer => peer.Peer.ChannelCount)), TestContext.Current.CancellationToken);
        (peers, channels).ShouldBe((6, multichannel ? 2 : 1));
    }

    [Fact]
    public async Task A_node_that_was_down_fetches_what_it_missed_and_takes_part_again()
    {
        await using var network = new NodeNetwork(4);
        for (int i = 0; i < 4; i++) { network.Start(i); }
        await network.UntilAsync(3, 60);
        await network.StopAsync(3);
        ulong stopped = network.Chains[3].Head.Header.Number;
        await network.UntilAsync(stopped + 5, 90);
        network.Start(3);
        await network.UntilAsync(network.Chains[0].Head.Header.Number + 6, 90);
        network.ShouldAgree();
        network.Notes.ShouldContain(note => note.StartsWith("3: fetched ", StringComparison.Ordinal));
        EthereumAddress[] proposers = [.. Enumerable.Range((int)stopped + 6, 6).Select(number => ProposerOf(HeaderOf(network, 0, (ulong)number)))];
        proposers.ShouldContain(network.Nodes[3]!.Address);
    }

    // What the wrong signature and the wrong address cost is held by examples/consensus-faults: a turn of ten seconds each.
    [Theory]
    [InlineData("silent")]
    [InlineData("late")]
    [InlineData("equivocate")]
    public async Task One_faulty_node_of_four_does_not_stop_the_others(string fault)
    {
        await using var network = new NodeNetwork(4);
        for (int i = 0; i < 4; i++) { network.Start(i, i == 0 ? fault : null); }
        await network.UntilAsync(() => network.Chains.Skip(1).All(chain => chain.Head.Header.Number >= 6), 100, "six blocks");
        network.ShouldAgree();
    }

    [Fact]
    public async Task A_transfer_that_one_node_is_given_is_in_the_chain_of_all()
    {
        await using var network = new NodeNetwork(4);
        for (int i = 0; i < 4; i++) { network.Start(i); }
        await network.UntilAsync(1, 60);
        await using var rpc = new RpcServer(System.Net.IPAddress.Loopback, 0, new RpcMethods(network.Nodes[2]!), network.Notes.Enqueue, MachineClock.Instance);
        rpc.Start();
        EthereumAddress to = new([.. Enumerable.Repeat((byte)0x77, 20)]);
        Transaction transfer = Transaction.CreateTransfer(Curves.Best, network.KeyOf(0), network.Genesis.ChainId, 0, network.Genesis.Parameters.UnitPrice, 21_000, to, 12_345);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{rpc.Port}/") };
        JsonElement sent = await AskAsync(client, "klay_sendRawTransaction", "0x" + Convert.ToHexStringLower(transfer.Encoded.Span));
        sent.GetProperty("result").GetString().ShouldBe(transfer.Hash.ToString());
        await network.UntilAsync(() => network.Chains.All(chain => chain.State.Find(to)?.Balance == 12_345), 30, "the transfer");
        network.ShouldAgree();
        (await AskAsync(client, "klay_getBalance", to.ToString(), "latest")).GetProperty("result").GetString().ShouldBe("0x3039");
        (await AskAsync(client, "klay_getTransactionCount", network.Nodes[0]!.Address.ToString(), "latest")).GetProperty("result").GetString().ShouldBe("0x1");
        Cli.CliRun again = (await Cli.CliRun.RunAsync(
            "consensus", "send", "--rpc", client.BaseAddress.ToString(), "--key", network.Files.KeyOf(1), "--to", to.ToString(), "--value", "5", "--count", "2")).ShouldExit(0);
        again.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        await network.UntilAsync(() => network.Chains.All(chain => chain.State.Find(to)?.Balance == 12_355), 30, "two more transfers");
        (await AskAsync(client, "klay_sendRawTransaction", "0x" + Convert.ToHexStringLower(transfer.Encoded.Span))).GetProperty("error").GetProperty("message").GetString()!.ShouldContain("nonce 0 is used");
        JsonElement block = (await AskAsync(client, "klay_getBlockWithConsensusInfoByNumber", "0x1")).GetProperty("result");
        block.GetProperty("committers").GetArrayLength().ShouldBe(3);
        block.GetProperty("proposer").GetString().ShouldBe(ProposerOf(HeaderOf(network, 0, 1)).ToString());
        (await AskAsync(client, "net_peerCount")).GetProperty("result").GetString().ShouldBe("0x3");
        (await AskAsync(client, "klay_getBlance")).GetProperty("error").GetProperty("message").GetString().ShouldBe("there is no method klay_getBlance: did you mean klay_getBalance?");
        (await AskAsync(client, "istanbul_getValidators", "latest")).GetProperty("result").GetArrayLength().ShouldBe(4);
        using HttpResponseMessage page = await client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        ((int)page.StatusCode).ShouldBe(405);
    }

    [Fact]
    public async Task A_killed_process_goes_on_where_it_was()
    {
        await using var network = new NodeNetwork(4);
        for (int i = 0; i < 3; i++) { network.Start(i); }
        string folder = network.Folder;
        using (ToolRun first = ToolRun.Start(folder, "node", folder, "--number", "4", "--data", "data"))
        {
            await network.UntilAsync(() => File.Exists(Path.Combine(folder, "data", "chain")) && network.Nodes[0] is not null && network.Chains[0].Head.Header.Number >= 4, 60, "the first blocks");
            first.Kill();
            await first.EndAsync();
        }

        using ToolRun again = ToolRun.Start(folder, "node", folder, "--number", "4", "--data", "data", "--blocks", "12");
        await network.UntilAsync(12, 100);
        Fixtures.Shell run = await again.EndAsync();
        run.ShouldExit(0);
        ulong head = ulong.Parse(run.Out.Split("the head is block ")[1].Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);
        head.ShouldBeGreaterThan(0UL, "the blocks before the kill were on disk");
        run.Out.ShouldContain($"block 12, round {HeaderOf(network, 0, 12).Extra!.Round}, ");
        run.Out.ShouldContain(HeaderOf(network, 0, 12).Hash.ToString());
    }

    private static async Task<JsonElement> AskAsync(HttpClient client, string method, params string[] parameters)
    {
        string request = JsonSerializer.Serialize(new { jsonrpc = "2.0", id = 7, method, @params = parameters });
        using HttpResponseMessage answer = await client.PostAsync(new Uri("/", UriKind.Relative), new StringContent(request), TestContext.Current.CancellationToken);
        JsonElement json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        json.GetProperty("id").GetInt32().ShouldBe(7);
        return json;
    }

    private static BlockHeader HeaderOf(NodeNetwork network, int index, ulong number)
    {
        network.Chains[index].TryGet(number, out Block? block).ShouldBeTrue();
        return block!.Header;
    }

    private static EthereumAddress ProposerOf(BlockHeader header)
    {
        header.TryRecoverProposer(Curves.Best, out EthereumAddress proposer).ShouldBeTrue();
        return proposer;
    }
}
