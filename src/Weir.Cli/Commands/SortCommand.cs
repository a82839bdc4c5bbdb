using System.CommandLine;
using Weir.Capture;
using Weir.Cli.Captures;
using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Cli.Commands;

/// <summary><c>weir sort FILE -o DIR</c>: one capture a TCP conversation, its packets in the order of the stream and each byte once.</summary>
internal static class SortCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> file = CaptureOptions.File();
        var folder = new Option<string>("--output", "-o") { Description = "Folder for the files; made when it is not there. Files of the same name are replaced", HelpName = "DIR", Required = true };
        var skipEmpty = new Option<bool>("--skip-empty") { Description = "Leave out segments without data, and conversations without any" };
        Option<bool> json = new("--json") { Description = "Print the files as a JSON array" };
        Option<bool> stats = CaptureOptions.Stats();
        Option<bool> follow = CaptureOptions.Follow();
        var command = new VerbCommand("sort", "Writes one pcap file for each TCP conversation of a capture: the segments of each side in the order of their sequence numbers, those that bring no new byte left out. "
            + "A file is named CLIENTIP.PORT-SERVERIP.PORT.pcap; when the same addresses and ports were used again, the next ones end in '-2.pcap', '-3.pcap'. A capture with several points gets a folder for each.")
        {
            Examples = [("weir sort trace.pcap -o flows --skip-empty", "the data of each conversation in order, in files below 'flows'")],
        };
        command.Add(file);
        command.Add(folder);
        command.Add(skipEmpty);
        command.Add(json);
        command.Add(stats);
        command.Add(follow);
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(file), parsed.GetRequiredValue(folder), parsed.GetValue(skipEmpty), parsed.GetValue(json), parsed.GetValue(stats), parsed.GetValue(follow)));
        return command;
    }

    private static int Run(CommandContext context, string file, string folder, bool skipEmpty, bool json, bool stats, bool follow)
    {
        var balance = new Balance();
        FlowFiles? written = null;
        // Whoever looks at the folder while the walk waits for more finds in it all that was sorted.
        var walk = new CaptureWalk(context, file) { Follow = follow, Waiting = () => written?.Flush() };
        using FlowFiles files = written = new FlowFiles(context.PathOf(folder), () => walk.IsNanoseconds ? CaptureFileFormat.PcapNanoseconds : CaptureFileFormat.Pcap, () => walk.Points.Count > 1);
        var sorter = new PacketSorter(files, new ReassemblyOptions(), skipEmpty, balance);
        ExitCode code = walk.Run((in Frame frame, in DecodedPacket packet) => sorter.Accept(frame, packet));
        sorter.Complete();
        files.Flush();
        if (json) { WriteJson(context, files); }
        else { context.Out.WriteLine($"{files.Written.Count} files in {folder}: {sorter.Written} of {balance[Waypoint.Captured]} packets"); }
        if (stats)
        {
            context.Flush();
            BalanceTable.Write(balance, context);
        }

        return context.End(code);
    }

    private static void WriteJson(CommandContext context, FlowFiles files) => Output.JsonOutput.Write(context, json =>
    {
        json.WriteStartArray();
        foreach ((string name, Conversation conversation, long packets) in files.Written)
        {
            json.WriteStartObject();
            json.WriteString("file", name);
            json.WriteString("point", conversation.Point.Name);
            json.WriteNumber("flow", conversation.Id);
            json.WriteString("client", conversation.Client.ToString());
            json.WriteString("server", conversation.Server.ToString());
            json.WriteNumber("packets", packets);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
