using System.CommandLine;
using Weir.Cli.Traffic;
using Weir.Consensus.Validating;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Cli.Commands;

/// <summary><c>weir consensus init FOLDER -n 7</c>: makes the files of a network.</summary>
internal static class ConsensusInitCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("folder") { Description = "Where the files are put", HelpName = "FOLDER" };
        var count = new Option<int>("--nodes", "-n") { Description = "How many validators", HelpName = "N", Required = true };
        var host = new Option<string>("--host") { Description = "Where validator n listens, such as 10.0.0.{n} or cn{n}; without {n} all are on one host and their ports differ by 2", HelpName = "PATTERN", DefaultValueFactory = _ => "127.0.0.1" };
        var name = new Option<string>("--name") { Description = "What validator n is called", HelpName = "PATTERN", DefaultValueFactory = _ => "cn{n}" };
        var port = new Option<int>("--port", "-p") { Description = "The port, or the first validator's", HelpName = "PORT", DefaultValueFactory = _ => 32323 };
        var chain = new Option<ulong>("--chain-id") { Description = "The chain's number", HelpName = "N", DefaultValueFactory = _ => 2019 };
        var committee = new Option<int>("--committee") { Description = "Largest committee", HelpName = "N", DefaultValueFactory = _ => 22 };
        var seed = new Option<string?>("--seed") { Description = "Make the keys of this text, the same each time; they are no secret then", HelpName = "TEXT" };
        var command = new VerbCommand("init", "Makes the files of a network for 'weir node' and Klaytn's own nodes: keys (nodekey1 ...), genesis.json, static-nodes.json, and nodes.json with the names.")
        {
            Words = "consensus init",
            Examples =
            [
                ("weir consensus init network -n 4", "four validators on this machine, at ports 32323, 32325, 32327 and 32329"),
                ("weir consensus init network -n 7 --host 'cn{n}'", "seven validators in a lab whose nodes are called cn1 to cn7"),
            ],
        };
        command.Add(folder);
        foreach (Option option in (Option[])[count, host, name, port, chain, committee, seed]) { command.Add(option); }
        command.SetAction(parsed =>
        {
            int nodes = parsed.GetValue(count);
            if (nodes is < 1 or > NetworkFolder.MostNodes) { throw new WeirException($"a network has 1 to {NetworkFolder.MostNodes} validators, not {nodes}"); }
            if (parsed.GetValue(committee) < 1) { throw new WeirException("--committee takes a number of 1 or more"); }
            var plan = new NetworkPlan
            {
                Count = nodes, Host = parsed.GetRequiredValue(host), Name = parsed.GetRequiredValue(name), Port = TrafficOptions.CheckedPort(parsed.GetValue(port), least: 1), ChainId = parsed.GetValue(chain),
                CommitteeSize = parsed.GetValue(committee), Seed = parsed.GetValue(seed),
            };
            TrafficOptions.CheckedPort(plan.PortOf(nodes) + 1, least: 1);
            string path = parsed.GetRequiredValue(folder);
            IReadOnlyList<EthereumAddress> validators = NetworkFolder.Create(context.PathOf(path), plan, Curves.Best);
            for (int i = 1; i <= nodes; i++) { context.Out.WriteLine($"{plan.NameOf(i)}  {validators[i - 1]}  {plan.HostOf(i)}:{plan.PortOf(i)}"); }
            context.Out.WriteLine($"start each with: weir node {path} --number N");
            return (int)ExitCode.Success;
        });
        return command;
    }
}
