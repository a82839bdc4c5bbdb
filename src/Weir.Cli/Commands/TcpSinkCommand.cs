using System.CommandLine;
using System.Globalization;
using Weir.Cli.Captures;
using Weir.Cli.Traffic;
using Weir.Traffic;

namespace Weir.Cli.Commands;

/// <summary><c>weir tcp-sink</c>: takes what TCP connections send and measures.</summary>
internal static class TcpSinkCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var port = new Option<int>("--port", "-p") { Description = "The TCP port", Required = true };
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("tcp-sink", "Takes TCP connections over IPv4 and IPv6 and drops what they send, until it is ended. Prints a line for each connection when it has ended, and at the end the sum.")
        {
            Examples = [("weir tcp-sink --port 5201", "the other end of 'weir tcp-send'")],
        };
        command.Add(port);
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            bool asJson = parsed.GetValue(json);
            context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"listening on port {parsed.GetValue(port)}"));
            var gate = new Lock();
            TransferResult result = await TcpTransfer.SinkAsync(parsed.GetValue(port), context.Time, (peer, one) =>
            {
                lock (gate)
                {
                    (asJson ? context.Error : context.Out).WriteLine($"{peer}: {TransferText.Line(one, datagrams: false)}");
                    if (!asJson) { context.Flush(); }
                }
            }, cancellation);
            TransferText.Write(context, result, asJson, datagrams: false);
            return (int)ExitCode.Success;
        });
        return command;
    }
}
