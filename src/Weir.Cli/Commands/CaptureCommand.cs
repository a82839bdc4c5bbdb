using System.CommandLine;
using System.Globalization;
using Weir.Capture;
using Weir.Cli.Runs;
using Weir.Platform;

namespace Weir.Cli.Commands;

/// <summary><c>weir capture NODE:IF</c>: captures interfaces of a living lab, into a file or live into Wireshark.</summary>
internal static class CaptureCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var points = new Argument<string[]>("point") { Description = "NODE:INTERFACE, such as h1:eth0; a node alone means all of its interfaces", Arity = ArgumentArity.OneOrMore };
        points.CompletionSources.Add(_ => NodeChoice.Names("nodes"));
        var write = new Option<string?>("--write", "-w") { Description = "The file; - (the default) is standard output, for wireshark -k -i -", HelpName = "FILE" };
        var filter = new Option<string?>("--filter", "-f") { Description = "Which frames, in the language of tcpdump: 'tcp port 80'" };
        var count = new Option<long?>("--count", "-c") { Description = "End after so many frames" };
        var size = new Option<string?>("--size") { Description = "Begin another file, FILE-00001 and so on, when one has this size: 10 MiB" };
        var files = new Option<int?>("--files") { Description = "With --size: keep so many files, the newest; all when not said", HelpName = "N" };
        Option<string?> run = RunChoice.Option();
        var command = new VerbCommand("capture", "Captures interfaces of a living lab as pcapng, each frame at once, until Ctrl-C or the end of the lab. At the end standard error says how many frames were written and lost.")
        {
            Examples = [("weir capture h1:eth0 | wireshark -k -i -", "watch h1 in Wireshark"), ("weir capture s1 -f 'tcp port 80' -w s1.pcapng", "web traffic at every port of s1, into a file"), ("weir capture s1 -w s1.pcapng --size 10MiB --files 5", "the last 50 MiB, in files of 10 MiB")],
        };
        command.Add(points);
        command.Add(write);
        command.Add(filter);
        command.Add(count);
        command.Add(size);
        command.Add(files);
        command.Add(run);
        command.SetAction((parsed, cancellation) =>
        {
            string file = parsed.GetValue(write) ?? "-";
            if (parsed.GetValue(size) is null && parsed.GetValue(files) is not null) { throw new WeirException("--files says how many files are kept, but nothing says when one is full: add --size 10MiB"); }
            if (parsed.GetValue(files) is < 1) { throw new WeirException("--files takes a number of 1 or more"); }
            if (parsed.GetValue(size) is not null && file == "-") { throw new WeirException("--size makes several files: name them with -w FILE"); }
            var options = new LiveCaptureOptions { Filter = parsed.GetValue(filter) ?? "", FrameLimit = parsed.GetValue(count) ?? 0, FileSize = parsed.GetValue(size) is { } text ? DataSize.Parse(text) : default, Files = parsed.GetValue(files) ?? 0 };
            return RunAsync(context, parsed.GetValue(run), parsed.GetRequiredValue(points), file, options, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string? run, string[] points, string file, LiveCaptureOptions options, CancellationToken cancellation)
    {
        if (file == "-" && context.OutIsTerminal) { throw new WeirException("a capture is no text for a terminal: give -w FILE, or pipe it: weir capture ... | wireshark -k -i -"); }
        Running.RunEntry entry = RunChoice.Living(run);
        UserNamespaceEntry.Enter(context, entry);
        var networks = new List<NetworkNamespace>();
        try
        {
            var live = new List<LivePoint>();
            foreach (string point in points)
            {
                string[] parts = point.Split(':', 2);
                NodePlace place = await NodePlace.FindAsync(entry, parts[0], cancellation);
                NodePlace.Port[] ports = [.. place.Ports.Where(port => parts.Length == 1 || port.Name == parts[1] || port.FullName == parts[1])];
                if (ports.Length == 0) { throw new WeirException($"{point}: node {place.Node} has {(place.Ports.Count == 0 ? "no interfaces" : "the interfaces " + string.Join(", ", place.Ports.Select(port => port.Name)))}"); }
                NetworkNamespace network = place.Open();
                networks.Add(network);
                live.AddRange(ports.Select(port => new LivePoint(network, port.Index, port.FullName, port.IsOuter)));
            }

            return await CaptureAsync(context, entry, file == "-" ? file : context.PathOf(file), live, options, cancellation);
        }
        finally
        {
            foreach (NetworkNamespace network in networks) { network.Dispose(); }
        }
    }

    private static async Task<int> CaptureAsync(CommandContext context, Running.RunEntry entry, string file, List<LivePoint> live, LiveCaptureOptions options, CancellationToken cancellation)
    {
        var capture = LiveCapture.Begin(file, live, options, context.Time);
        try
        {
            while (!cancellation.IsCancellationRequested && entry.IsAlive && capture.Fault is null && (options.FrameLimit == 0 || capture.Written < options.FrameLimit))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), context.Time, CancellationToken.None);
            }
        }
        finally
        {
            capture.Dispose();
        }

        context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{capture.Written} frames written, {capture.Dropped} lost"));
        if (capture.Fault is { } fault && !fault.Contains("pipe", StringComparison.OrdinalIgnoreCase)) { throw new WeirException($"{file}: {fault}", (int)ExitCode.MachineLacks); }
        return (int)ExitCode.Success;
    }
}
