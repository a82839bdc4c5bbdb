using System.CommandLine;
using System.Net;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Cli.Runs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir dashboard [RUN]</c>: shows runs in a browser.</summary>
internal static class DashboardCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var run = new Argument<string?>("run") { Description = $"The run that is shown first: {RecordChoice.Ways}", Arity = ArgumentArity.ZeroOrOne };
        var port = new Option<int>("--port", "-p") { Description = "The port; a free one when not given" };
        var listen = new Option<string?>("--listen") { Description = "The address to listen at; another than loopback is served with TLS", HelpName = "ADDRESS" };
        var certificate = new Option<string?>("--certificate") { Description = "The certificate for TLS, a PEM file; one is made when it is needed and not given", HelpName = "FILE" };
        var key = new Option<string?>("--key") { Description = "The certificate's key, a PEM file", HelpName = "FILE" };
        var open = new Option<bool>("--open") { Description = "Open the page in the browser" };
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("dashboard", "Serves a page with the runs in the folder .weir/runs (or the one that WEIR_RUNS names): living ones as they happen, recorded ones as they were. It prints the page's address, whose token opens it, and goes on until Ctrl-C. "
            + "Everything that the page shows is also at /api, described at /api/openapi.json.")
        {
            Examples = [("weir dashboard", "all runs"), ("weir dashboard last --open", "the last run, in the browser"), ("weir dashboard --listen 192.0.2.7 --port 8443", "for other machines, with TLS")],
        };
        command.Add(run);
        foreach (Option option in new Option[] { port, listen, certificate, key, open, json }) { command.Add(option); }
        command.SetAction(async (parsed, cancellation) =>
        {
            RunFolder? shown = parsed.GetValue(run) is { } wanted ? RecordChoice.Find(context, wanted).Folder : null;
            string home = shown is null ? RecordChoice.Home(context) : Path.GetDirectoryName(shown.Root)!;
            var place = new DashboardPlace(AddressOf(parsed.GetValue(listen)), PortOf(parsed.GetValue(port)), PathOf(context, parsed.GetValue(certificate)), PathOf(context, parsed.GetValue(key)));
            await using DashboardSession session = await DashboardSession.BeginAsync(context, place, home, shown?.Id.Text, cancellation);
            if (parsed.GetValue(json)) { JsonOutput.Write(context, session.WriteTo); }
            else { session.Announce(context.Out); }
            context.Flush();
            if (parsed.GetValue(open)) { session.Open(); }
            await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancellation));
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static IPAddress AddressOf(string? text) =>
        text is null ? IPAddress.Loopback : IPAddress.TryParse(text, out IPAddress? address) ? address : throw new WeirException($"--listen {text}: write an address of this machine, such as 192.0.2.7, or 0.0.0.0 for all");

    private static int PortOf(int port) => port is >= 0 and <= 65535 ? port : throw new WeirException($"--port {port}: ports go from 1 to 65535");

    private static string? PathOf(CommandContext context, string? path) => path is null ? null : context.PathOf(path);
}
