using System.CommandLine;
using System.Globalization;
using Weir.Capture;
using Weir.Cli.Output;
using Weir.Cli.Traffic;
using Weir.Traffic;

namespace Weir.Cli.Commands;

/// <summary><c>weir replay FILE -i INTERFACE</c>: sends the packets of a capture again.</summary>
internal static class ReplayCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "A pcap or pcapng capture of Ethernet frames, also compressed with gzip or zstd; '-' is standard input" };
        var on = new Option<string>("--interface", "-i") { Description = "The interface that sends", HelpName = "NAME", Required = true };
        var second = new Option<string?>("--intf2", "-I") { Description = "A second interface, which sends the packets of servers; the first one then sends those of clients", HelpName = "NAME" };
        var speed = new Option<double?>("--speed", "-x") { Description = "How many times faster than recorded (1 when nothing is said); 0 for top speed", HelpName = "TIMES" };
        var packets = new Option<double?>("--pps", "-p") { Description = "Packets a second instead of the recorded times", HelpName = "N" };
        var megabits = new Option<double?>("--mbit", "-M") { Description = "Mbit/s of frames instead of the recorded times", HelpName = "N" };
        var rate = new Option<string?>("--rate") { Description = "The same with a unit: 20 Mbit/s", HelpName = "RATE" };
        var top = new Option<bool>("--topspeed", "-t") { Description = "As fast as the interface takes them" };
        var loops = new Option<long>("--loop", "-l") { Description = "How often the capture is sent; 0 until stopped", HelpName = "N", DefaultValueFactory = _ => 1 };
        var limit = new Option<long>("--limit", "-L") { Description = "End after so many packets", HelpName = "N" };
        var time = new Option<string?>("--time") { Description = "End after this time: 10 s", HelpName = "TIME" };
        var preload = new Option<bool>("--preload", "-K") { Description = "Read the whole capture into memory before the first packet is sent" };
        var pad = new Option<bool>("--pad") { Description = "Fill packets that the capture cut off with zeros, up to their length on the wire" };
        var offload = new Option<bool>("--gso") { Description = "Let the kernel cut TCP packets that are longer than the interface takes" };
        var spin = new Option<string?>("--spin") { Description = "Look at the clock for this last part of each wait instead of sleeping, such as 200 us: more exact, and busier", HelpName = "TIME" };
        var bypass = new Option<bool>("--bypass") { Description = "Send past the interface's queueing discipline: faster, and an impairment set there does not hold" };
        var split = new SplitOptions();
        var json = new Option<bool>("--json") { Description = "Print the result as a JSON object" };
        var command = new VerbCommand("replay", "Sends the packets of a capture on an interface, at their recorded times, at a rate, or as fast as it goes. Every packet has its time by the start, so lateness does not add up: who is late catches up. "
            + "At the end it tells how many were sent, failed or dropped, and how far the distances between packets were off their schedule. Packets longer than the interface takes are left out and counted.")
        {
            Examples =
            [
                ("weir replay trace.pcap -i eth0", "with the times as recorded"),
                ("weir replay trace.pcap -i eth0 -p 500 --loop 10", "500 packets a second, ten times over"),
                ("weir replay trace.pcap -i eth0 -I eth1 -M 100", "clients on eth0, servers on eth1, 100 Mbit/s"),
                ("weir replay trace.pcap -i eth0 -t --preload --json", "top speed; the result for programs"),
            ],
        };
        command.Add(file);
        foreach (Option option in (Option[])[on, second, speed, packets, megabits, rate, top, loops, limit, time, preload, pad, offload, spin, bypass]) { command.Add(option); }
        split.AddTo(command);
        command.Add(json);
        command.SetAction(parsed =>
        {
            (ReplayPace pace, double value) = Pace(parsed.GetValue(speed), parsed.GetValue(packets), parsed.GetValue(megabits), parsed.GetValue(rate), parsed.GetValue(top));
            var options = new ReplayOptions
            {
                Pace = pace,
                Rate = value,
                Loops = NotNegative(parsed.GetValue(loops), "--loop"),
                Limit = NotNegative(parsed.GetValue(limit), "--limit"),
                Time = parsed.GetValue(time) is { } text ? UnitText.ParseDuration(text) : null,
                Preload = parsed.GetValue(preload),
                Pad = parsed.GetValue(pad),
                Offload = parsed.GetValue(offload),
                Spin = TrafficOptions.Duration(parsed.GetValue(spin)) ?? TimeSpan.Zero,
                BypassQueue = parsed.GetValue(bypass),
                ServerInterface = parsed.GetValue(second),
            };
            return Run(context, parsed.GetRequiredValue(file), parsed.GetRequiredValue(on), options, split.Read(parsed), parsed.GetValue(json));
        });
        return command;
    }

    private static (ReplayPace Pace, double Rate) Pace(double? speed, double? packets, double? megabits, string? rate, bool top)
    {
        var asked = new List<(ReplayPace Pace, double Rate)>();
        if (speed is { } times) { asked.Add(times == 0 ? (ReplayPace.TopSpeed, 0) : (ReplayPace.Recorded, times)); }
        if (packets is { } count) { asked.Add((ReplayPace.PacketRate, count)); }
        if (megabits is { } bits) { asked.Add((ReplayPace.BitRate, bits * 1e6)); }
        if (rate is not null) { asked.Add((ReplayPace.BitRate, DataRate.Parse(rate).BitsPerSecond)); }
        if (top) { asked.Add((ReplayPace.TopSpeed, 0)); }
        if (asked.Count > 1) { throw new WeirException("only one of --speed, --pps, --mbit, --rate and --topspeed can set the times"); }
        if (asked.Count == 0) { return (ReplayPace.Recorded, 1); }
        if (asked[0].Pace != ReplayPace.TopSpeed && asked[0].Rate is not (> 1e-6 and < 1e15)) { throw new WeirException("a speed or rate is a number greater than 0"); }
        return asked[0];
    }

    private static long NotNegative(long value, string option) => value >= 0 ? value : throw new WeirException($"{option} is 0 or more");

    private static int Run(CommandContext context, string file, string on, ReplayOptions options, SideTable sides, bool json)
    {
        ReplayResult result = new Replayer(context.PathOf(file), on, options, sides).Run(context.Cancellation);
        if (json) { JsonOutput.Write(context, writer => WriteJson(writer, file, result)); }
        else { WriteText(context, result); }
        ExitCode code = ExitCode.Success;
        context.Flush();
        if (result.Fault is { } fault)
        {
            context.Error.WriteLine($"weir: {file}: {fault.Message}; the packets before it were sent");
            code = ExitCode.Failed;
        }

        if (result.Failed + result.TooLong + result.TooShort > 0)
        {
            string why = result.TooLong > 0 ? "longer than the interface takes" : result.TooShort > 0 ? "shorter than an Ethernet header" : result.FirstFailure ?? "";
            context.Error.WriteLine($"weir: {result.Failed + result.TooLong + result.TooShort} packets were not sent ({why})");
            code = ExitCode.Failed;
        }

        return options.Loops == 0 && code == ExitCode.Success ? (int)code : context.End(code);
    }

    private static void WriteText(CommandContext context, ReplayResult result)
    {
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"sent {result.Sent} packets, {result.Bytes} bytes in {result.Elapsed.TotalSeconds:F6} s: {result.PacketRate:F1} packets/s, {result.BitRate / 1e6:F3} Mbit/s"));
        context.Out.WriteLine($"not sent: {result.Failed} failed, {result.TooLong} too long, {result.TooShort} too short, {result.QueueFull} queue full; {result.CutOff} cut off in the capture; "
            + $"dropped by the interface: {(result.DroppedByInterface is { } dropped ? TextTable.Number(dropped) : "unknown")}");
        if (result.GapError.Count == 0) { return; }
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"distance off schedule: p50 {result.GapError.Percentile(0.5) / 1e3:F1} us, p99 {result.GapError.Percentile(0.99) / 1e3:F1} us, max {result.GapError.Max / 1e3:F1} us; "
            + $"late: p50 {result.Lateness.Percentile(0.5) / 1e3:F1} us, p99 {result.Lateness.Percentile(0.99) / 1e3:F1} us, max {result.Lateness.Max / 1e3:F1} us"));
    }

    private static void WriteJson(System.Text.Json.Utf8JsonWriter json, string file, ReplayResult result)
    {
        json.WriteStartObject();
        json.WriteString("file", file);
        json.WriteNumber("sent", result.Sent);
        json.WriteNumber("bytes", result.Bytes);
        json.WriteNumber("seconds", result.Elapsed.TotalSeconds);
        json.WriteNumber("packetsPerSecond", Math.Round(result.PacketRate, 3));
        json.WriteNumber("bitsPerSecond", Math.Round(result.BitRate));
        json.WriteNumber("failed", result.Failed);
        json.WriteNumber("tooLong", result.TooLong);
        json.WriteNumber("tooShort", result.TooShort);
        json.WriteNumber("queueFull", result.QueueFull);
        json.WriteNumber("retried", result.Retried);
        json.WriteNumber("cutOff", result.CutOff);
        if (result.DroppedByInterface is { } dropped) { json.WriteNumber("droppedByInterface", dropped); }
        if (result.FirstFailure is { } failure) { json.WriteString("firstFailure", failure); }
        TrafficJson.Write(json, "gapErrorMicroseconds", result.GapError);
        TrafficJson.Write(json, "latenessMicroseconds", result.Lateness);
        json.WriteEndObject();
    }
}
