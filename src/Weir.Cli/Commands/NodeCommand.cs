using System.CommandLine;
using System.Globalization;
using System.Net;
using Weir.Cli.Traffic;
using Weir.Consensus;
using Weir.Consensus.Chain;
using Weir.Consensus.Peers;
using Weir.Consensus.Validating;
using Weir.Consensus.Validating.Faults;
using Weir.Consensus.Validating.Rpc;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Cli.Commands;

/// <summary><c>weir node FOLDER --number N</c>: a validator of a Klaytn network.</summary>
internal static class NodeCommand
{
    /// <summary>After so many blocks a node has started; after the second number it has also done once what it does seldom, such as asking a peer whether it is there.</summary>
    private const int StartedBlocks = 8, SettledBlocks = 32;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string?>("folder") { Description = "The network's files as 'weir consensus init' or Klaytn's homi make them", HelpName = "FOLDER", Arity = ArgumentArity.ZeroOrOne };
        var number = new Option<int?>("--number", "-n") { Description = "Which validator of the folder it is, from 1", HelpName = "N" };
        var key = new Option<string?>("--key", "--nodekey") { Description = "Its private key; nodekeyN of the folder when not said", HelpName = "FILE" };
        var genesis = new Option<string?>("--genesis") { Description = "How the chain begins; genesis.json of the folder when not said", HelpName = "FILE" };
        var peers = new Option<string?>("--static-nodes") { Description = "Whom it joins; static-nodes.json of the folder when not said", HelpName = "FILE" };
        var hosts = new Option<string?>("--hosts") { Description = "Where the validators listen, instead of what the list says; * stands for the number, such as cn*", HelpName = "PATTERN" };
        var port = new Option<int?>("--port", "-p") { Description = "Where it listens; its port in the list of static nodes when not said, else 32323", HelpName = "PORT" };
        Option<string?> address = TrafficOptions.Address();
        var multichannel = new Option<bool>("--multichannel") { Description = "Give transactions a connection of their own, at the next port" };
        var data = new Option<string?>("--data") { Description = "Where the chain is kept; in a run below chains in its folder when not said, else in memory alone", HelpName = "DIR" };
        var secrets = new Option<string?>("--secrets") { Description = "Where the secrets of its sessions are written; in a run the folder secrets of the run when not said", HelpName = "DIR" };
        var log = new Option<string?>("--log") { Description = "Write each message that it reads or writes into a CSV file", HelpName = "FILE" };
        var rpc = new Option<int?>("--rpc") { Description = "Answer JSON-RPC requests at this port", HelpName = "PORT" };
        var rule = new Option<string>("--quorum") { Description = "Which version's rules it keeps", HelpName = "1.8|1.9|1.12", DefaultValueFactory = _ => "1.8" };
        rule.AcceptOnlyFromAmong("1.8", "1.9", "1.12");
        var network = new Option<ulong?>("--network-id") { Description = "The network's number; the chain's when not said", HelpName = "N" };
        var reward = new Option<string?>("--rewardbase") { Description = "Who gets the reward of its blocks; itself when not said", HelpName = "ADDRESS" };
        var fault = new Option<string?>("--fault") { Description = $"What it does wrong on purpose: {string.Join(", ", FaultKinds.All.Select(kind => kind.Name))}", HelpName = "KIND" };
        fault.AcceptOnlyFromAmong([.. FaultKinds.All.Select(kind => kind.Name)]);
        var delay = new Option<string?>("--delay") { Description = "How late its messages go out with --fault late; 2 s when not said", HelpName = "TIME" };
        var blocks = new Option<ulong?>("--blocks") { Description = "End when the chain has so many blocks; until stopped when not said", HelpName = "N" };
        var command = new VerbCommand("node",
            "Runs a validator that speaks Klaytn's wire protocol: it joins the others, decides blocks with them by Istanbul BFT, executes them, and keeps the chain. One line for each block. Ends when it is stopped; what it decided is on disk then, also after kill -9.")
        {
            Examples =
            [
                ("weir node network --number 1 --data data1", "the first validator of the network in the folder 'network'"),
                ("weir node --key nodekey3 --genesis genesis.json --static-nodes static-nodes.json --rpc 8551", "with its files named one by one, and questions answered at port 8551"),
                ("weir node network --number 2 --fault late --delay '3 s'", "one that is late on purpose"),
            ],
        };
        command.Add(folder);
        foreach (Option option in (Option[])[number, key, genesis, peers, hosts, port, address, multichannel, data, secrets, log, rpc, rule, network, reward, fault, delay, blocks]) { command.Add(option); }
        command.SetAction((parsed, _) =>
        {
            NetworkFolder? files = parsed.GetValue(folder) is { } name ? new NetworkFolder(context.PathOf(name)) : null;
            string keyFile = parsed.GetValue(key) is { } said ? context.PathOf(said)
                : files is not null && parsed.GetValue(number) is { } place ? files.KeyOf(place)
                : throw new WeirException("say which node it is: 'weir node FOLDER --number N', or --key FILE");
            string genesisFile = parsed.GetValue(genesis) is { } first ? context.PathOf(first) : files?.Genesis ?? throw new WeirException("say how the chain begins: --genesis FILE, or the folder of a network");
            string? peersFile = parsed.GetValue(peers) is { } list ? context.PathOf(list) : files?.StaticNodes;
            bool is18 = parsed.GetValue(rule) == "1.8";
            var identity = new PeerIdentity(Curves.Best, NodeKeyFile.Load(keyFile))
            {
                IsMultichannel = parsed.GetValue(multichannel),
                Versions = is18 ? [64] : [65, 64],
                ClientName = is18 ? "Klaytn/v1.8.4/linux-amd64/weir" : "Klaytn/v1.12.1/linux-amd64/weir",
            };
            IReadOnlyList<NodeUrl> nodes = peersFile is null ? [] : StaticNodes.Load(peersFile);
            if (parsed.GetValue(hosts) is { } pattern) { nodes = [.. nodes.Select((node, i) => node with { Host = pattern.Replace("*", (i + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) })]; }
            NodeTable names = files?.Nodes is { } table ? NodeTable.Load(table) : NodeTable.Empty;
            int listening = TrafficOptions.CheckedPort(parsed.GetValue(port) ?? nodes.FirstOrDefault(node => node.Address == identity.Address)?.Port ?? 32323);
            IPAddress? own = parsed.GetValue(address) is { } text ? IPAddress.TryParse(text, out IPAddress? read) ? read : throw new WeirException($"{text} is no address of this machine: write an IPv4 or IPv6 address") : null;
            string? run = Environment.GetEnvironmentVariable("WEIR_RUN_FOLDER") is { Length: > 0 } runFolder ? runFolder : null;
            string? secretsFolder = parsed.GetValue(secrets) is { } kept ? context.PathOf(kept) : run is null ? null : Path.Combine(run, "secrets");
            string? dataFolder = parsed.GetValue(data) is { } stored ? context.PathOf(stored) : run is null ? null : Path.Combine(run, "chains", PlaceOf(NameOf(identity.Address, names, nodes)));
            Genesis begin = Genesis.Load(genesisFile);
            var options = new NodeOptions
            {
                Identity = identity,
                Peers = new PeerOptions { Ports = identity.IsMultichannel ? [listening, listening == 0 ? 0 : listening + 1] : [listening], Listen = own, StaticNodes = nodes },
                Version = parsed.GetValue(rule) switch { "1.9" => IbftVersion.Klaytn19, "1.12" => IbftVersion.Klaytn112, _ => IbftVersion.Klaytn18 },
                NetworkId = parsed.GetValue(network) ?? begin.ChainId,
                Rewardbase = parsed.GetValue(reward) is not { } receiver ? null : EthereumAddress.TryParse(receiver, out EthereumAddress account) ? account : throw new WeirException($"{receiver} is no address: 0x and 40 hexadecimal digits, in the mixed case of EIP-55 or one case"),
                Fault = parsed.GetValue(fault) is { } kind ? FaultKinds.Create(kind, new FaultScene(identity, begin.Validators, TrafficOptions.Duration(parsed.GetValue(delay)) ?? TimeSpan.FromSeconds(2))) : null,
                Secrets = secretsFolder is null ? null : new SecretsLog(secretsFolder, identity, one => one == identity.Address ? PlaceOf(NameOf(one, names, nodes)) : NameOf(one, names, nodes), context.Time),
                Log = context.Log,
                Messages = parsed.GetValue(log) is { } file ? new MessageLog(context.PathOf(file), context.Time) : null,
            };
            return RunAsync(context, options, begin, dataFolder, parsed.GetValue(rpc), own, parsed.GetValue(blocks), one => NameOf(one, names, nodes));
        });
        return command;
    }

    /// <summary>What a validator's own files in a run's folder are called: its host's name, with its own where that is another, as several networks may share keys and several validators a host.</summary>
    private static string PlaceOf(string name) => Environment.GetEnvironmentVariable("WEIR_NODE") is { Length: > 0 } host && host != name ? $"{host}-{name}" : name;

    /// <summary>What a node is called in files and on the screen: its name, or its place in the list, or its address.</summary>
    private static string NameOf(EthereumAddress address, NodeTable names, IReadOnlyList<NodeUrl> nodes)
    {
        if (names.Find(address) is { } node) { return node.Name; }
        for (int i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Address == address) { return "cn" + (i + 1).ToString(CultureInfo.InvariantCulture); }
        }

        return address.ToString();
    }

    private static async Task<int> RunAsync(CommandContext context, NodeOptions options, Genesis genesis, string? data, int? rpcPort, IPAddress? address, ulong? blocks, Func<EthereumAddress, string> nameOf)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
        var screen = new Lock();
        void Say(string line)
        {
            lock (screen)
            {
                context.Out.WriteLine(line);
                context.Flush();
            }
        }

        int appended = 0;
        if (data is not null) { Directory.CreateDirectory(data); }
        using LocalChain chain = LocalChain.Open(genesis, data is null ? null : Path.Combine(data, "chain"));
        if (chain.CutOff > 0) { Say($"{chain.CutOff} bytes of a block that was being written when the node was killed were cut off"); }
        options = options with
        {
            Noted = Say,
            Appended = (block, proposer) =>
            {
                int transactions = block.TransactionCount;
                Say(string.Create(CultureInfo.InvariantCulture, $"block {block.Header.Number}, round {block.Header.Extra?.Round ?? 0}, proposed by {nameOf(proposer)}, {transactions} transaction{(transactions == 1 ? "" : "s")}, {block.Header.Extra?.CommittedSeals.Count ?? 0} seals, {block.Header.Hash}"));
                if (block.Header.Number >= blocks) { end.Cancel(); }
                if (context.IsOfThisProcess && ++appended is StartedBlocks or SettledBlocks) { LibraryPages.Release(); }
            },
        };
        using MessageLog? messages = options.Messages;
        await using var node = new ConsensusNode(options, chain, context.Time);
        await using RpcServer? rpc = rpcPort is { } port ? new RpcServer(address, TrafficOptions.CheckedPort(port), new RpcMethods(node), Say, context.Time) : null;
        Say($"{nameOf(options.Identity.Address)} is {options.Identity.Address}, listens on port {string.Join(" and ", node.Ports)}{(rpc is null ? "" : $", answers JSON-RPC on port {rpc.Port}")}; the head is block {chain.Head.Header.Number}");
        node.Start();
        rpc?.Start();
        try
        {
            await Task.WhenAny(node.Failure, Task.Delay(Timeout.InfiniteTimeSpan, context.Time, end.Token));
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            Say("ends");
        }

        if (node.Failure.IsFaulted) { await node.Failure; }
        return (int)ExitCode.Success;
    }
}
