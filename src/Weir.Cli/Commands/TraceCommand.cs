using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Decoding;
using Weir.Platform;
using Weir.Wire.Frames;

namespace Weir.Cli.Commands;

/// <summary><c>weir trace FILE PACKET</c>: the way of one packet through the path.</summary>
internal static class TraceCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> file = CaptureOptions.File();
        var packet = new Argument<long>("PACKET") { Description = "The packet's number in the file, from 1" };
        packet.Validators.Add(result =>
        {
            if (!result.Tokens.All(t => long.TryParse(t.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0)) { result.AddError("PACKET is a number from 1"); }
        });
        var secrets = new Option<string?>("--secrets") { Description = "Folder with session secrets, to see the messages of encrypted sessions", HelpName = "DIR" };
        Option<bool> json = new("--json") { Description = "Print a JSON object" };
        var command = new VerbCommand("trace", "Shows the way of one packet through the path: what its headers say, which conversation it belongs to, the waypoint at which it ended, the bytes of the stream that it brought and when they were handed on, "
            + "and the messages that it carried, whole or in part.")
        {
            Examples = [("weir trace trace.pcap 17", "what became of the 17th packet"), ("weir trace trace.pcap 17 --secrets keys/", "and of what it carried in an encrypted session")],
        };
        Option<bool> follow = CaptureOptions.Follow();
        command.Add(file);
        command.Add(packet);
        command.Add(secrets);
        command.Add(json);
        command.Add(follow);
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(file), parsed.GetRequiredValue(packet), parsed.GetValue(secrets), parsed.GetValue(json), parsed.GetValue(follow)));
        return command;
    }

    private static int Run(CommandContext context, string file, long number, string? secrets, bool json, bool follow)
    {
        var options = new DecodingOptions { Secrets = secrets is null ? null : SecretStore.Load(context.PathOf(secrets)), Curve = secrets is null ? null : Curves.Best };
        var trace = new PacketTrace(number, options);
        ExitCode code = new CaptureWalk(context, file) { Follow = follow }.Run((in Frame frame, in DecodedPacket packet) => trace.Accept(frame, packet));
        trace.Complete();
        if (!trace.Found)
        {
            if (!context.Cancellation.IsCancellationRequested) { throw new WeirException($"{file}: there is no packet {number}: it has {trace.Balance[Waypoint.Captured]}"); }
            context.Error.WriteLine($"weir: {file}: packet {number} has not come: it has {trace.Balance[Waypoint.Captured]}");
            return context.End(code);
        }

        if (json) { WriteJson(context, file, number, trace); }
        else { WriteText(context, file, number, trace); }
        return context.End(code);
    }

    private static void WriteText(CommandContext context, string file, long number, PacketTrace trace)
    {
        TextWriter writer = context.Out;
        Paint paint = context.Paint;
        string cut = trace.Captured < trace.Length ? $"{trace.Captured} of {trace.Length} bytes captured" : $"{trace.Length} bytes";
        writer.WriteLine(paint.Bold($"packet {number} of {file}") + $"  {Format.Time(trace.Time)}, {cut}, point {trace.Point!.Name}");
        writer.WriteLine(paint.Bold("headers"));
        WriteFields(writer, trace.Fields, "  ");
        if (!trace.Error.IsNone) { writer.WriteLine(paint.Yellow($"  not understood: {trace.Error}")); }
        if (trace.Conversation is { } conversation)
        {
            string guessed = conversation.ClientIsGuessed ? ", opening not captured" : "";
            writer.WriteLine(paint.Bold($"flow {conversation.Id}") + $"  {conversation} ({FlowState.Protocol(conversation)}), {Way(trace)}{guessed}");
        }

        writer.WriteLine(paint.Bold("waypoints") + $"  captured > {BalanceTable.NameOf(trace.End)}{string.Concat(trace.Pieces.Count > 0 ? " > bytes-delivered" : "")}{string.Concat(trace.Messages.Any() ? " > messages-decoded" : "")}");
        foreach ((long offset, long length, long at) in trace.Pieces)
        {
            string when = at == number ? "at once" : $"when packet {at} came";
            writer.WriteLine(length < 0
                ? paint.Yellow($"  gap of {-length} bytes at offset {offset}, known at packet {at}")
                : $"  {length} bytes at offset {offset} of the stream, handed on {when}");
        }

        foreach (Message message in trace.Messages)
        {
            Trail trail = message.Trail;
            string authentic = trail.Authenticity is { } mark ? $", {BalanceTable.NameOf(mark)}" : "";
            writer.WriteLine(paint.Bold($"message {message.Protocol} {message.Kind}") + $"  {trail.Length} bytes at offset {trail.Offset}, packets {trail.FirstFrame} to {trail.LastFrame}{authentic}");
            var lines = new FieldLines();
            message.Value.Describe(lines);
            WriteFields(writer, lines.Lines, "  ");
        }

        foreach (Doubt doubt in trace.Doubts) { writer.WriteLine(paint.Yellow($"in doubt: {doubt.Protocol} messages may be missing here: {doubt.Reason}")); }
    }

    private static string Way(PacketTrace trace) => trace.Direction == Direction.ServerToClient ? "server to client" : "client to server";

    private static void WriteFields(TextWriter writer, List<(string Name, string Value)> fields, string indent)
    {
        int width = fields.Count == 0 ? 0 : fields.Max(f => f.Name.Length);
        foreach ((string name, string value) in fields) { writer.WriteLine($"{indent}{name.PadRight(width)}  {value}".TrimEnd()); }
    }

    private static void WriteJson(CommandContext context, string file, long number, PacketTrace trace) => JsonOutput.Write(context, json =>
    {
        json.WriteStartObject();
        json.WriteString("file", file);
        json.WriteNumber("packet", number);
        json.WriteString("point", trace.Point!.Name);
        json.WriteString("time", Format.Time(trace.Time));
        json.WriteNumber("captured", trace.Captured);
        json.WriteNumber("length", trace.Length);
        WriteFields(json, "headers", trace.Fields);
        if (!trace.Error.IsNone) { json.WriteString("notUnderstood", trace.Error.ToString()); }
        if (trace.Conversation is { } conversation)
        {
            json.WriteNumber("flow", conversation.Id);
            json.WriteString("client", conversation.Client.ToString());
            json.WriteString("server", conversation.Server.ToString());
            json.WriteString("direction", trace.Direction == Direction.ServerToClient ? "toClient" : "toServer");
        }

        json.WriteString("end", BalanceTable.NameOf(trace.End));
        json.WriteStartArray("pieces");
        foreach ((long offset, long length, long at) in trace.Pieces)
        {
            json.WriteStartObject();
            json.WriteNumber("offset", offset);
            json.WriteNumber(length < 0 ? "gap" : "bytes", Math.Abs(length));
            json.WriteNumber("handedOnAtPacket", at);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("messages");
        foreach (Message message in trace.Messages)
        {
            json.WriteStartObject();
            json.WriteString("protocol", message.Protocol);
            json.WriteString("kind", message.Kind);
            json.WriteNumber("offset", message.Trail.Offset);
            json.WriteNumber("length", message.Trail.Length);
            json.WriteNumber("firstPacket", message.Trail.FirstFrame);
            json.WriteNumber("lastPacket", message.Trail.LastFrame);
            if (message.Trail.Authenticity is { } mark) { json.WriteString("authenticity", BalanceTable.NameOf(mark)); }
            var lines = new FieldLines();
            message.Value.Describe(lines);
            WriteFields(json, "fields", lines.Lines);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("doubts");
        foreach (Doubt doubt in trace.Doubts) { json.WriteStringValue(doubt.Reason); }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>An array of pairs, because names may come more than once in tunnels.</summary>
    private static void WriteFields(Utf8JsonWriter json, string name, List<(string Name, string Value)> fields)
    {
        json.WriteStartArray(name);
        foreach ((string field, string value) in fields)
        {
            json.WriteStartObject();
            json.WriteString("name", field);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
