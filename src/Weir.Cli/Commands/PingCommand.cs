using System.CommandLine;
using System.Net;
using Weir.Cli.Output;
using Weir.Cli.Traffic;
using Weir.Traffic;

namespace Weir.Cli.Commands;

/// <summary><c>weir ping TO</c>: echo requests and their round trips.</summary>
internal static class PingCommand
{
    private const int MostData = 65_507;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string> to = TrafficOptions.To();
        var count = new Option<long>("--count", "-c") { Description = "Requests to send; until stopped when not said", HelpName = "N" };
        var interval = new Option<string>("--interval", "-i") { Description = "Time between two requests; '0 s' sends the next one when the answer is there", HelpName = "TIME", DefaultValueFactory = _ => "1 s" };
        var timeout = new Option<string>("--timeout", "-W") { Description = "How long an answer may take", HelpName = "TIME", DefaultValueFactory = _ => "2 s" };
        var size = new Option<string?>("--size", "-s") { Description = "Bytes of data in each request (56 when not said)", HelpName = "SIZE" };
        var four = new Option<bool>("--ipv4", "-4") { Description = "Only IPv4" };
        var six = new Option<bool>("--ipv6", "-6") { Description = "Only IPv6" };
        Option<bool> json = TrafficOptions.Json();
        var command = new VerbCommand("ping", "Sends ICMP or ICMPv6 echo requests and measures loss and round trips. Ends with 1 when no answer came at all.")
        {
            Examples = [("weir ping h2 --count 3", "three requests, one a second"), ("weir ping fd00::2 --count 1000 --interval '1 ms' --json", "a thousand in a second; the result for programs")],
        };
        command.Add(to);
        foreach (Option option in (Option[])[count, interval, timeout, size, four, six, json]) { command.Add(option); }
        command.SetAction(parsed =>
        {
            IPAddress address = TrafficTarget.Resolve(parsed.GetRequiredValue(to), TrafficOptions.Family(parsed.GetValue(four), parsed.GetValue(six)));
            var options = new PingOptions(address)
            {
                Count = TrafficOptions.Count(parsed.GetValue(count)),
                Interval = UnitText.ParseDuration(parsed.GetValue(interval)),
                Timeout = UnitText.ParseDuration(parsed.GetValue(timeout)),
                Size = TrafficOptions.Size(parsed.GetValue(size), 56, 0, MostData),
            };
            return Run(context, parsed.GetRequiredValue(to), options, parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(CommandContext context, string to, PingOptions options, bool json)
    {
        using var pinger = new Pinger(options, context.Time, one => TrafficOptions.Say(context, json, TrafficText.Of(one)));
        TrafficOptions.Say(context, json, $"ping {to} ({options.To}): {options.Size} bytes of data");
        pinger.Run(context.Cancellation);
        PingResult result = pinger.Result;
        if (json) { JsonOutput.Write(context, writer => WriteJson(writer, to, options, result)); }
        else
        {
            foreach (string line in TrafficText.Summary(result)) { context.Out.WriteLine(line); }
        }

        ExitCode code = result.Received > 0 ? ExitCode.Success : ExitCode.Failed;
        return options.Count == 0 ? (int)code : context.End(code);
    }

    private static void WriteJson(System.Text.Json.Utf8JsonWriter json, string to, PingOptions options, PingResult result)
    {
        json.WriteStartObject();
        json.WriteString("to", to);
        json.WriteString("address", options.To.ToString());
        json.WriteNumber("sent", result.Sent);
        json.WriteNumber("received", result.Received);
        json.WriteNumber("lost", result.Lost);
        json.WriteNumber("lossPercent", Math.Round(result.LossPercent, 4));
        json.WriteNumber("duplicates", result.Duplicates);
        json.WriteNumber("late", result.Late);
        json.WriteNumber("unreachable", result.Unreachable);
        TrafficJson.Write(json, "roundTripMicroseconds", result.RoundTrip);
        json.WriteEndObject();
    }
}
