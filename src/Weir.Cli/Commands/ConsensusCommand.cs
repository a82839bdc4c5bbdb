using System.CommandLine;
using Weir.Cli.Captures;
using Weir.Cli.Reports;
using Weir.Consensus;
using Weir.Decoding;
using Weir.Processing;
using Weir.Wire.Ethereum;

namespace Weir.Cli.Commands;

/// <summary><c>weir consensus FILE...</c>: counts the consensus messages of a Klaytn network from captures.</summary>
internal static class ConsensusCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string[]> files = CaptureOptions.Files();
        var secrets = new Option<string?>("--secrets") { Description = "Folder with the secrets of the sessions", HelpName = "DIR" };
        var nodes = new Option<string?>("--nodes") { Description = "JSON file with the names and addresses of the nodes", HelpName = "FILE" };
        var by = new Option<string>("--by") { Description = "What a row of the table is", HelpName = "block|node|round", DefaultValueFactory = _ => "block" };
        by.AcceptOnlyFromAmong("block", "node", "round");
        var rule = new Option<string>("--quorum") { Description = "Whose rule says how many commits decide", HelpName = "1.8|1.9|1.12", DefaultValueFactory = _ => "1.8" };
        rule.AcceptOnlyFromAmong("1.8", "1.9", "1.12");
        var committee = new Option<int?>("--committee") { Description = "Largest committee, when fewer than all validators vote", HelpName = "N" };
        var export = new Option<string?>("--export") { Description = "Write frames-P.csv, distinct-P.csv and blocks-P.csv for each point P", HelpName = "DIR" };
        var db = new Option<string?>("--db") { Description = "Keep everything in an SQLite file, or in a database: mysql://user:password@host/database, postgresql://user:password@host/database", HelpName = "FILE|ADDRESS" };
        var name = new Option<string?>("--as") { Description = "With a database: the name of this run there; what a run of this name left is replaced", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Print JSON: an array with one object a point" };
        Option<bool> stats = CaptureOptions.Stats();
        Option<bool> follow = CaptureOptions.Follow();
        var command = new VerbCommand("consensus",
            "Counts the consensus messages of a Klaytn network: by block, round, type, sender and receiver, frames and different messages apart. Says which blocks' counts are exact. While the network runs, weir monitor consensus does the same.")
        {
            Examples =
            [
                ("weir consensus cn1.pcap --secrets secrets --nodes nodes.json", "a row for each block that cn1 saw decided"),
                ("weir consensus cn*.pcap --secrets secrets --nodes nodes.json --by node", "what each node contributed, at each point"),
                ("weir consensus cn1.pcap --secrets secrets --export tables", "all counts as CSV"),
            ],
        };
        command.Add(files);
        foreach (Option option in new Option[] { secrets, nodes, by, rule, committee, export, db, name, json, stats, follow }) { command.Add(option); }
        command.SetAction(async (parsed, _) =>
        {
            string? secretsFolder = parsed.GetValue(secrets), nodesFile = parsed.GetValue(nodes), exportFolder = parsed.GetValue(export), store = parsed.GetValue(db);
            if (parsed.GetValue(committee) is < 1) { throw new WeirException("--committee takes a number of 1 or more"); }
            var request = new ConsensusRun
            {
                Follow = parsed.GetValue(follow),
                Files = Array.ConvertAll(parsed.GetRequiredValue(files), context.PathOf),
                Secrets = secretsFolder is null ? null : SecretStore.Load(context.PathOf(secretsFolder)),
                Nodes = nodesFile is null ? NodeTable.Empty : NodeTable.Load(context.PathOf(nodesFile)),
                Options = new ConsensusOptions
                {
                    Version = parsed.GetValue(rule) switch { "1.9" => IbftVersion.Klaytn19, "1.12" => IbftVersion.Klaytn112, _ => IbftVersion.Klaytn18 },
                    CommitteeSize = parsed.GetValue(committee),
                },
                Store = store,
                RunName = parsed.GetValue(name),
                Export = exportFolder is null ? null : context.PathOf(exportFolder),
            };
            foreach (SecretProblem problem in request.Secrets?.Problems ?? []) { context.Error.WriteLine($"weir: {problem}"); }
            ConsensusResult result = await request.RunAsync(context);
            if (parsed.GetValue(json)) { ConsensusJson.Write(context, result, parsed.GetRequiredValue(by)); }
            else { ConsensusText.Write(context, result, parsed.GetRequiredValue(by)); }
            context.Flush();
            ExitCode code = PathFaults.Write(result.Read, "is counted", context);
            if (parsed.GetValue(stats)) { BalanceTable.Write(result.Read.Balance, context); }
            return context.End(code);
        });
        return command;
    }
}
