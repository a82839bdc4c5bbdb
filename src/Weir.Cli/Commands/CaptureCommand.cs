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
        var write = new Option<string?>("--write", "-w") { Description = "The file; - (the default) is standard output, for wireshark -k -i -", HelpName = "FILE" };
        var filter = new Option<string?>("--filter", "-f") { Description = "Which frames, in the language of tcpdump: 'tcp port 80'" };
        var count = new Option<long?>("--count", "-c") { Description = "End after so many frames" };
        Option<string?> run = RunChoice.Option();
        var command = new VerbCommand("capture", "Captures interfaces of a living lab as pcapng, each frame at once, until Ctrl-C or the end of the lab. At the end standard error says how many frames were written and lost.")
        {
            Examples = [("weir capture h1:eth0 | wireshark -k -i -", "watch h1 in Wireshark"), ("weir capture s1 -f 'tcp port 80' -w s1.pcapng", "web traffic at every port of s1, into a file")],
        };
        command.Add(points);
        command.Add(write);
        command.Add(filter);
        command.Add(count);
        command.Add(run);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(run), parsed.GetRequiredValue(points), parsed.GetValue(write) ?? "-", parsed.GetValue(filter) ?? "", parsed.GetValue(count), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string? run, string[] points, string file, string filter, long? count, CancellationToken cancellation)
    {
        if (file == "-" && context.OutIsTerminal) { throw new WeirException("a capture is no text for a terminal: give -w FILE, or pipe it: weir capture ... | wireshark -k -i -"); }
        Running.RunEntry entry = RunChoice.Living(run);
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

            return await CaptureAsync(context, entry, file == "-" ? file : context.PathOf(file), live, filter, count, cancellation);
        }
        finally
        {
            foreach (NetworkNamespace network in networks) { network.Dispose(); }
        }
    }

    private static async Task<int> CaptureAsync(CommandContext context, Running.RunEntry entry, string file, List<LivePoint> live, string filter, long? count, CancellationToken cancellation)
    {
        var options = new LiveCaptureOptions { Filter = filter, FrameLimit = count ?? 0 };
        var capture = LiveCapture.Begin(file, live, options, context.Time);
        try
        {
            while (!cancellation.IsCancellationRequested && entry.IsAlive && capture.Fault is null && (count is not { } most || capture.Written < most))
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
