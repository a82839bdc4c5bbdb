using System.CommandLine;
using System.Text.Json;
using Weir.Capture;
using Weir.Cli.Captures;
using Weir.Cli.Output;

namespace Weir.Cli.Commands;

/// <summary><c>weir info FILE...</c>: what captures hold, as capinfos tells it.</summary>
internal static class InfoCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var files = new Argument<string[]>("FILE") { Description = "Captures (pcap or pcapng, also gzip or zstd); - is standard input", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Print an array with one object a file" };
        Option<bool> follow = CaptureOptions.Follow();
        var command = new VerbCommand(
            "info",
            "Shows what captures hold: format, packets, captured bytes, link types, interfaces, first and last time. A damaged file shows what was readable and ends with exit code 1; a file that is absent or no capture, with 2.")
        {
            Examples =
            [
                ("weir info trace.pcap", "what a capture holds"),
                ("weir info *.pcapng --json", "the same of many, for programs"),
                ("tcpdump -w - | weir info -", "of a pipe, until it ends"),
            ],
        };
        command.Add(files);
        command.Add(json);
        command.Add(follow);
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(files), parsed.GetValue(json), parsed.GetValue(follow)));
        return command;
    }

    private static int Run(CommandContext context, string[] files, bool json, bool follow)
    {
        List<CaptureSummary> summaries = [];
        foreach (string file in files)
        {
            if (summaries.Count > 0 && context.Cancellation.IsCancellationRequested) { break; }
            summaries.Add(Read(context, file, follow));
        }

        if (json) { JsonOutput.Write(context, writer => WriteJson(writer, summaries)); }
        else { WriteTable(context, summaries); }
        return context.End(summaries.Exists(s => s.Format is null) ? ExitCode.BadUsage
            : summaries.Exists(s => s.IsDamaged) ? ExitCode.Failed
            : ExitCode.Success);
    }

    private static CaptureSummary Read(CommandContext context, string file, bool follow)
    {
        using ProgressLine progress = context.Progress($"reading {file}");
        return CaptureSummary.Read(file, () => CaptureReader.Open(context.PathOf(file), CaptureOptions.Reading(context, follow)), reader =>
        {
            progress.Report(reader.Position, reader.Length, reader.PacketCount, "packets");
            return !context.Cancellation.IsCancellationRequested;
        });
    }

    private static void WriteTable(CommandContext context, List<CaptureSummary> summaries)
    {
        var table = new TextTable("file", "format", ">packets", ">bytes", "link types", "interfaces", "first", "last");
        foreach (CaptureSummary one in summaries)
        {
            table.AddStyled(
                one.Error is null ? null : context.Paint.Red,
                one.Path,
                one.Format ?? "unreadable",
                TextTable.Number(one.Packets),
                TextTable.Number(one.Bytes),
                string.Join(',', one.LinkTypes),
                string.Join(',', one.Interfaces),
                one.First is { } first ? Format.Time(first) : "-",
                one.Last is { } last ? Format.Time(last) : "-");
        }

        table.Write(context);
        context.Flush();
        foreach (CaptureSummary one in summaries)
        {
            if (one.Error is { } error) { context.Error.WriteLine(one.Format is null ? $"weir: {error}" : $"weir: {one.Path}: {error}"); }
        }
    }

    private static void WriteJson(Utf8JsonWriter writer, List<CaptureSummary> summaries)
    {
        writer.WriteStartArray();
        foreach (CaptureSummary one in summaries)
        {
            writer.WriteStartObject();
            writer.WriteString("file", one.Path);
            writer.WriteString("format", one.Format);
            writer.WriteNumber("packets", one.Packets);
            writer.WriteNumber("bytes", one.Bytes);
            writer.WriteStartArray("linkTypes");
            foreach (var linkType in one.LinkTypes) { writer.WriteStringValue(linkType.ToString()); }
            writer.WriteEndArray();
            writer.WriteStartArray("interfaces");
            foreach (string name in one.Interfaces) { writer.WriteStringValue(name); }
            writer.WriteEndArray();
            writer.WriteString("first", one.First is { } first ? Format.Time(first) : null);
            writer.WriteString("last", one.Last is { } last ? Format.Time(last) : null);
            writer.WriteBoolean("truncated", one.IsDamaged);
            writer.WriteString("error", one.Error);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
