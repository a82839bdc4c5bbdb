using System.CommandLine;
using Weir.Capture;
using Weir.Cli.Output;
using Weir.Cli.Traffic;
using Weir.Traffic;
using Weir.Wire.Frames;

namespace Weir.Cli.Commands;

/// <summary><c>weir rewrite FILE -o FILE</c>: the same packets with other addresses, ports, tags and hop limits, and right checksums.</summary>
internal static class RewriteCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "A pcap or pcapng capture, also compressed with gzip or zstd; '-' is standard input" };
        var output = new Option<string>("--output", "-o") { Description = "The new capture, of the same format; '-' is standard output", HelpName = "FILE", Required = true };
        var rules = new RewriteOptions();
        var split = new SplitOptions();
        Option<bool> json = new("--json") { Description = "Print the result as a JSON object" };
        var command = new VerbCommand("rewrite", "Writes a capture again with other addresses, ports, hardware addresses, VLAN tags or hop limits. Every checksum over a changed field follows the change: of IP, TCP, UDP, ICMP and ICMPv6, "
            + "in fragments, in tunnels, in packets that ICMP errors quote, and in packets that the capture cut off. A checksum that was wrong stays wrong, unless --fixcsum is given. "
            + "Format, times, interfaces and comments stay. Addresses inside application data (DNS, DHCP, HTTP) and names in the file are not changed.")
        {
            Examples =
            [
                ("weir rewrite in.pcap -o out.pcap --map 10.0.0.0/8=192.168.1.0/24", "other networks: 10.1.2.3 becomes 192.168.1.3"),
                ("weir rewrite in.pcap -o out.pcap --random 7", "addresses that say nothing, networks kept together"),
                ("weir rewrite in.pcap -o out.pcap --endpoints 10.0.0.1:10.0.0.2", "all traffic between two hosts"),
                ("weir rewrite in.pcap -o out.pcap --vlan-add 10 --ttl 64", "in VLAN 10, with a TTL of 64"),
            ],
        };
        command.Add(file);
        command.Add(output);
        rules.AddTo(command);
        split.AddTo(command);
        command.Add(json);
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(file), parsed.GetRequiredValue(output), rules.Read(parsed), split.Read(parsed), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string file, string output, RewriteRules rules, SideTable sides, bool json)
    {
        string from = context.PathOf(file);
        string to = context.PathOf(output);
        if (from != "-" && to != "-" && Path.GetFullPath(from) == Path.GetFullPath(to)) { throw new WeirException($"{file}: it cannot be read and replaced at once; give another name after -o"); }
        if (to == "-" && json) { throw new WeirException("--json and the capture would both go to standard output; give a file after -o"); }
        var rewriter = new PacketRewriter(rules);
        using var editor = new CaptureEditor(from, Create(context, to, out Stream? opened), rules.Vlan.Grows ? VlanTag.Size : 0);
        using (opened)
        {
            using ProgressLine progress = context.Progress($"rewriting {file}");
            var packet = default(DecodedPacket);
            editor.Copy(
                (ReadOnlySpan<byte> bytes, LinkType link, long number, ref int originalLength) =>
                {
                    TrafficSide side = TrafficSide.Client;
                    if (rules.NeedsSides)
                    {
                        PacketDecoder.Decode(bytes, link, ref packet);
                        side = sides.Of(packet, bytes, link);
                    }

                    return rewriter.Rewrite(bytes, link, number, side, ref originalLength);
                },
                () =>
                {
                    progress.Report(editor.Position, editor.Length, editor.PacketCount, "packets");
                    return !context.Cancellation.IsCancellationRequested;
                });
        }

        if (json) { WriteJson(context, output, rewriter); }
        else if (to != "-") { context.Out.WriteLine($"{rewriter.Packets} packets in {output}: {rewriter.Changed} changed, {rewriter.NotUnderstood} without IP, {rewriter.CutOff} cut off inside a header"); }
        if (editor.Fault is not { } fault) { return context.End(ExitCode.Success); }
        context.Flush();
        context.Error.WriteLine($"weir: {file}: {fault.Message}; the {editor.PacketCount} packets before it were written");
        return context.End(ExitCode.Failed);
    }

    private static Stream Create(CommandContext context, string path, out Stream? opened)
    {
        opened = null;
        if (path == "-")
        {
            context.Flush();
            return context.OutStream;
        }

        try
        {
            return opened = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new WeirException($"{path}: the capture cannot be created: {cause.Message}", (int)ExitCode.BadUsage, cause);
        }
    }

    private static void WriteJson(CommandContext context, string output, PacketRewriter rewriter) => JsonOutput.Write(context, json =>
    {
        json.WriteStartObject();
        json.WriteString("file", output);
        json.WriteNumber("packets", rewriter.Packets);
        json.WriteNumber("changed", rewriter.Changed);
        json.WriteNumber("withoutIp", rewriter.NotUnderstood);
        json.WriteNumber("cutOff", rewriter.CutOff);
        json.WriteEndObject();
    });
}
