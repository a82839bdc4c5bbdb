using System.CommandLine;
using System.Text.Json;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Decoding;
using Weir.Processing;
using Weir.Reassembly;

namespace Weir.Cli.Commands;

/// <summary><c>weir flows FILE...</c>: the conversations of captures, one line each.</summary>
internal static class FlowsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string[]> files = CaptureOptions.Files();
        Option<bool> json = CaptureOptions.Json();
        Option<bool> stats = CaptureOptions.Stats();
        Option<bool> follow = CaptureOptions.Follow();
        var command = new VerbCommand("flows", "Prints a table of the TCP and UDP conversations in captures: who spoke with whom, how much each way, from when and how long, what was lost or sent again, and how it ended. "
            + "A '?' after the client means that the opening was not captured and the client is a guess. Times are seconds since the capture's first packet.")
        {
            Examples =
            [
                ("weir flows trace.pcapng", "the conversations of a capture"),
                ("weir flows --json trace.pcapng | jq '.[] | select(.toServer.gaps > 0)'", "those from which something is missing"),
            ],
        };
        command.Add(files);
        command.Add(json);
        command.Add(stats);
        command.Add(follow);
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(files), parsed.GetValue(json), parsed.GetValue(stats), parsed.GetValue(follow)));
        return command;
    }

    private static int Run(CommandContext context, string[] files, bool json, bool stats, bool follow)
    {
        // No protocol is asked for: the table needs the counters of reassembly only, and a large file is read by one thread and reassembled by another.
        PathResult result;
        using (var line = new PathProgressLine(context))
        {
            var options = new CapturePathOptions
            {
                Reader = CaptureOptions.Reading(context, follow),
                Reassembly = new ReassemblyOptions { KeepConversations = true },
                Decoding = new DecodingOptions { Protocols = [] },
                Progress = line.Progress,
            };
            result = new CapturePath(options, _ => NoMessages.Instance).Run(Array.ConvertAll(files, context.PathOf), context.Cancellation);
        }

        ExitCode code = ExitCode.Success;
        foreach ((string file, FileResult one) in files.Zip(result.Files))
        {
            if (one.Fault is not { } fault) { continue; }
            code = ExitCode.Failed;
            context.Error.WriteLine($"weir: {file}: {fault.Message}; the {one.Points.Sum(point => point.Balance[Waypoint.Captured])} packets before it were read");
        }

        Conversation[] conversations = [.. result.Points.SelectMany(point => point.Conversations)];
        int points = result.Points.Count();
        var begins = new Dictionary<CapturePoint, long>(ReferenceEqualityComparer.Instance);
        foreach (Conversation conversation in conversations)
        {
            if (!begins.TryGetValue(conversation.Point, out long begin) || conversation.Begin < begin) { begins[conversation.Point] = conversation.Begin; }
        }

        if (json) { WriteJson(context, conversations); }
        else { WriteTable(context, conversations, begins, showPoint: points > 1); }
        if (stats)
        {
            context.Flush();
            BalanceTable.Write(result.Balance, context);
        }

        return context.End(code);
    }

    private static void WriteTable(CommandContext context, Conversation[] conversations, Dictionary<CapturePoint, long> begins, bool showPoint)
    {
        string[] heads = [">flow", "client", "server", "proto", ">packets >", ">bytes >", ">packets <", ">bytes <", ">start", ">seconds", ">gaps", ">missing", ">again", "state"];
        var table = new TextTable(showPoint ? ["point", .. heads] : heads);
        foreach (Conversation one in conversations)
        {
            ConversationCounters up = one.Counters(Direction.ClientToServer);
            ConversationCounters down = one.Counters(Direction.ServerToClient);
            string[] cells =
            [
                TextTable.Number(one.Id), one.ClientIsGuessed ? $"{one.Client}?" : one.Client.ToString(), one.Server.ToString(), FlowState.Protocol(one),
                TextTable.Number(up.Packets), TextTable.Number(up.Bytes), TextTable.Number(down.Packets), TextTable.Number(down.Bytes),
                Format.Seconds(one.Begin - begins[one.Point]), Format.Seconds(FlowState.End(one) - one.Begin),
                TextTable.Number(up.Gaps + down.Gaps), TextTable.Number(up.MissingBytes + down.MissingBytes), TextTable.Number(up.RetransmittedSegments + down.RetransmittedSegments),
                one.Outcome,
            ];
            table.Add(showPoint ? [one.Point.Name, .. cells] : cells);
        }

        table.Write(context);
    }

    private static void WriteJson(CommandContext context, Conversation[] conversations) => JsonOutput.Write(context, json =>
    {
        json.WriteStartArray();
        foreach (Conversation one in conversations)
        {
            json.WriteStartObject();
            json.WriteString("file", one.Point.Source);
            json.WriteString("point", one.Point.Name);
            json.WriteNumber("flow", one.Id);
            json.WriteString("protocol", FlowState.Protocol(one));
            json.WriteString("client", one.Client.ToString());
            json.WriteString("server", one.Server.ToString());
            json.WriteBoolean("clientGuessed", one.ClientIsGuessed);
            if (one.Vlan != 0) { json.WriteNumber("vlan", one.Vlan); }
            if (one.TunnelKey != 0) { json.WriteNumber("tunnel", one.TunnelKey); }
            json.WriteNumber("firstPacket", one.FirstFrame);
            json.WriteString("begin", Format.Time(one.Begin));
            json.WriteNumber("seconds", (FlowState.End(one) - one.Begin) / 1e9);
            json.WriteString("state", one.Outcome);
            WriteDirection(json, "toServer", one.Counters(Direction.ClientToServer));
            WriteDirection(json, "toClient", one.Counters(Direction.ServerToClient));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteDirection(Utf8JsonWriter json, string name, in ConversationCounters counters)
    {
        json.WriteStartObject(name);
        json.WriteNumber("packets", counters.Packets);
        json.WriteNumber("bytes", counters.Bytes);
        json.WriteNumber("payloadBytes", counters.PayloadBytes);
        json.WriteNumber("gaps", counters.Gaps);
        json.WriteNumber("missingBytes", counters.MissingBytes);
        json.WriteNumber("retransmittedSegments", counters.RetransmittedSegments);
        json.WriteNumber("retransmittedBytes", counters.RetransmittedBytes);
        json.WriteNumber("conflictingBytes", counters.ConflictingBytes);
        json.WriteNumber("outOfOrder", counters.OutOfOrder);
        json.WriteBoolean("syn", counters.SynSeen);
        json.WriteBoolean("fin", counters.FinSeen);
        json.WriteBoolean("reset", counters.ResetSeen);
        json.WriteString("end", FlowState.NameOf(counters.End));
        json.WriteEndObject();
    }
}
