using System.CommandLine;
using Weir.Cli.Captures;
using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Cli.Commands;

/// <summary><c>weir follow FILE FLOW</c>: the bytes of one conversation in order.</summary>
internal static class FollowCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> file = CaptureOptions.File();
        var flow = new Argument<string>("FLOW") { Description = "The flow's number from 'weir flows' (POINT/NUMBER where a file has several points), or its ends: 10.0.0.1:50000-10.0.0.2:80" };
        var raw = new Option<bool>("--raw") { Description = "Only the bytes, as they are; gaps are told on standard error and never filled" };
        var hex = new Option<bool>("--hex") { Description = "Bytes in hexadecimal with their offsets in the stream" };
        var client = new Option<bool>("--client") { Description = "Only what the client sent" };
        var server = new Option<bool>("--server") { Description = "Only what the server sent" };
        Option<bool> stats = CaptureOptions.Stats();
        Option<bool> follow = CaptureOptions.Follow();
        var command = new VerbCommand("follow", "Prints what the two ends of a conversation said, in order and without repetitions. What was not captured is shown as a gap with its length. "
            + "Without --raw or --hex, bytes that are no printable text are shown as dots.")
        {
            Examples =
            [
                ("weir follow trace.pcap 3", "the third conversation as text"),
                ("weir follow trace.pcap 10.0.0.1:50000-10.0.0.2:80 --server --raw > answer.bin", "the bytes that the server sent"),
                ("weir follow growing.pcap 1 --follow", "what the first conversation says, while another program still writes the capture"),
            ],
        };
        command.Add(file);
        command.Add(flow);
        foreach (Option<bool> option in (Option<bool>[])[raw, hex, client, server, stats, follow]) { command.Add(option); }
        command.Validators.Add(result =>
        {
            if (result.GetValue(raw) && result.GetValue(hex)) { result.AddError("--raw and --hex exclude each other"); }
            if (result.GetValue(client) && result.GetValue(server)) { result.AddError("--client and --server exclude each other; without them both are shown"); }
        });
        command.SetAction(parsed =>
        {
            Direction? only = parsed.GetValue(client) ? Direction.ClientToServer : parsed.GetValue(server) ? Direction.ServerToClient : null;
            FollowForm form = parsed.GetValue(raw) ? FollowForm.Raw : parsed.GetValue(hex) ? FollowForm.Hex : FollowForm.Text;
            return Run(context, parsed.GetRequiredValue(file), FlowName.Parse(parsed.GetRequiredValue(flow)), form, only, parsed.GetValue(stats), parsed.GetValue(follow));
        });
        return command;
    }

    private static int Run(CommandContext context, string file, FlowName name, FollowForm form, Direction? only, bool stats, bool follow)
    {
        var balance = new Balance();
        var printer = new FlowPrinter(context, name, form, only);
        var reassembler = new PacketReassembler<FlowPrinter>(printer, new ReassemblyOptions(), balance);
        ExitCode code = new CaptureWalk(context, file) { Follow = follow }.Run((in Frame frame, in DecodedPacket packet) => reassembler.Accept(frame, packet));
        reassembler.Complete();
        printer.Finish();
        if (!printer.Found && !context.Cancellation.IsCancellationRequested)
        {
            throw new WeirException($"{file}: there is no flow '{name.Text}' among its {balance[Waypoint.ConversationsBegun]} ('weir flows {file}' lists them)");
        }

        if (stats)
        {
            context.Flush();
            BalanceTable.Write(balance, context);
        }

        return context.End(code);
    }
}
