using System.CommandLine;
using Weir.Cli.Captures;
using Weir.Cli.Decoding;
using Weir.Decoding;
using Weir.Platform;
using Weir.Processing;
using Weir.Wire.Frames;

namespace Weir.Cli.Commands;

/// <summary><c>weir decode FILE...</c>: the messages in captures, or the fields of each packet, as text or JSON lines.</summary>
internal static class DecodeCommand
{
    /// <summary>What <c>--protocol</c> takes for packets instead of messages.</summary>
    private const string Packets = "packets";

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string[]> files = CaptureOptions.Files();
        var secrets = new Option<string?>("--secrets") { Description = "Folder with the secrets of encrypted sessions", HelpName = "DIR" };
        var protocol = new Option<string?>("--protocol") { Description = "Only this protocol; 'packets' prints packets instead of messages", HelpName = string.Join('|', [.. ProtocolRegistry.Names, Packets]) };
        var where = new Option<string?>("--where") { Description = "Only what fulfils a condition over fields", HelpName = "EXPR" };
        var fields = new Option<string?>("--fields") { Description = "Print these fields, separated by tabs; fields of frames only (ip.src) print packets", HelpName = "A,B,C" };
        var json = new Option<bool>("--json") { Description = "Print JSON lines with all fields" };
        Option<bool> stats = CaptureOptions.Stats();
        Option<bool> follow = CaptureOptions.Follow();
        var command = new VerbCommand("decode",
            "Prints the messages in captures, one a line: time, who to whom, protocol, kind and fields. Streams are put in order first, and encrypted sessions decrypted where a secret is known.")
        {
            Examples =
            [
                ("weir decode trace.pcap --protocol dns", "all DNS messages"),
                ("weir decode cn1.pcap --secrets secrets --where 'rlpx.sequence == 5 and kind == prepare'", "the prepares of block 5"),
                ("weir decode trace.pcap --fields frame.number,ip.src,tcp.dstport", "fields of each packet"),
            ],
        };
        command.Add(files);
        foreach (Option option in new Option[] { secrets, protocol, where, fields, json, stats, follow }) { command.Add(option); }
        command.SetAction(parsed =>
        {
            string[] chosen = parsed.GetValue(fields)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
            string? text = parsed.GetValue(where);
            string? only = parsed.GetValue(protocol);
            if (only is not null && only != Packets && !ProtocolRegistry.Names.Contains(only))
            {
                throw new WeirException($"--protocol {only}: not known; there are {string.Join(", ", ProtocolRegistry.Names)} and {Packets}");
            }

            bool packets = only == Packets || (only is null && ArePacketFields(chosen, text));
            WhereExpression? condition = text is null ? null : WhereExpression.Parse(text, packets ? PacketFields.ProblemOf : MessagePrinter.ProblemOf);
            string[] paths = parsed.GetRequiredValue(files);
            return packets
                ? PrintPackets(context, paths, new PacketPrinter(context, chosen, condition, parsed.GetValue(json)), parsed.GetValue(stats), parsed.GetValue(follow))
                : PrintMessages(context, paths, only, parsed.GetValue(secrets), new MessagePrinter(context, chosen, condition, parsed.GetValue(json)), parsed.GetValue(stats), parsed.GetValue(follow));
        });
        return command;
    }

    /// <summary>True when fields are named and all of them are of packets.</summary>
    private static bool ArePacketFields(string[] fields, string? where)
    {
        string[] named = [.. fields, .. where is null ? [] : WhereExpression.Parse(where).Fields];
        return named.Length > 0 && Array.TrueForAll(named, field => PacketFields.ProblemOf(field) is null) && (fields.Length == 0 || FieldPlan.TryCompile(fields, out _, out _));
    }

    private static int PrintPackets(CommandContext context, string[] files, PacketPrinter printer, bool stats, bool follow)
    {
        if (follow && files.Length > 1) { throw new WeirException("--follow prints the packets of one file; the first would hide the others"); }
        ExitCode code = ExitCode.Success;
        foreach (string file in files)
        {
            ExitCode result = new CaptureWalk(context, file) { Follow = follow, Waiting = printer.Flush }.Run(printer.Print);
            if (result != ExitCode.Success) { code = result; }
            if (context.Cancellation.IsCancellationRequested) { break; }
        }

        printer.Flush();
        if (stats) { context.Error.WriteLine($"packets in {printer.Read} = printed {printer.Printed} + filtered {printer.Read - printer.Printed}"); }
        return context.End(code);
    }

    private static int PrintMessages(CommandContext context, string[] files, string? protocol, string? secrets, MessagePrinter printer, bool stats, bool follow)
    {
        SecretStore? store = secrets is null ? null : SecretStore.Load(context.PathOf(secrets));
        foreach (SecretProblem problem in store?.Problems ?? []) { context.Error.WriteLine($"weir: {problem}"); }
        PathResult result;
        using (var line = new PathProgressLine(context, prints: true))
        {
            var options = new CapturePathOptions
            {
                // Lines are printed as messages come, so they come in the order of the files.
                InOrder = true,
                Progress = line.Progress,
                Reader = CaptureOptions.Reading(context, follow, printer.Flush),
                Decoding = new DecodingOptions { Secrets = store, Curve = Curves.Best, Protocols = protocol is null ? null : [protocol] },
            };
            result = new CapturePath(options, _ => printer).Run(Array.ConvertAll(files, context.PathOf), context.Cancellation);
        }

        result.Balance.Add(Waypoint.MessagesFiltered, printer.Filtered);
        context.Flush();
        ExitCode code = PathFaults.Write(result, "was decoded", context);
        if (printer.DoubtsNotShown > 0) { context.Error.WriteLine($"weir: messages may be missing at {printer.DoubtsNotShown} places; without --json and --fields they are printed where they are"); }
        if (stats) { BalanceTable.Write(result.Balance, context); }
        return context.End(code);
    }
}
