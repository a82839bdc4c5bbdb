using System.Diagnostics;
using System.Globalization;
using System.Text;
using Weir.Capture;
using Weir.Wire.Frames;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Wire.Frames;

/// <summary>Field text of public recordings, frame by frame, against <c>tshark -T fields</c>. Where we differ on purpose, <see cref="Reason"/> says why.</summary>
public sealed class TsharkOracleTests(ITestOutputHelper output)
{
    // Names and meanings are tshark's. The identifiers of 802.1ad tags are the one name that differs: see Compare.
    private static readonly string[] Fields =
    [
        "frame.number", "frame.time_epoch", "frame.len", "frame.cap_len", "eth.src", "eth.dst", "eth.type", "eth.len",
        "ip.src", "ip.dst", "ip.proto", "ip.ttl", "ip.len", "ip.id", "ip.flags", "ip.frag_offset", "ip.hdr_len", "ip.dsfield", "ip.checksum", "ip.opt.type",
        "ipv6.src", "ipv6.dst", "ipv6.nxt", "ipv6.hlim", "ipv6.plen", "ipv6.flow", "ipv6.tclass", "ipv6.fraghdr.offset", "ipv6.fraghdr.ident", "ipv6.routing.segleft",
        "tcp.srcport", "tcp.dstport", "tcp.seq_raw", "tcp.ack_raw", "tcp.flags", "tcp.len", "tcp.hdr_len", "tcp.window_size_value", "tcp.checksum", "tcp.urgent_pointer",
        "tcp.flags.syn", "tcp.flags.reset", "tcp.options.mss_val", "tcp.options.wscale.shift", "tcp.options.sack_le", "tcp.options.sack_re", "tcp.options.timestamp.tsval", "tcp.options.timestamp.tsecr",
        "udp.srcport", "udp.dstport", "udp.length", "udp.checksum", "arp.opcode", "arp.src.proto_ipv4", "arp.dst.hw_mac",
        "icmp.type", "icmp.code", "icmp.ident", "icmp.seq", "icmpv6.type", "icmpv6.code", "icmpv6.nd.ns.target_address",
        "gre.proto", "gre.key", "vxlan.vni", "mpls.label", "pppoe.session_id", "llc.dsap",
    ];

    // Protocols that carry frames or packets of their own and are not Weir's to follow: they would add values behind ours.
    private static readonly string[] Closed =
    [
        "gtp", "teredo", "geneve", "ayiya", "l2tp", "erspan", "capwap", "nsh", "socks", "wlan", "openflow", "sflow", "vntag", "mndp", "tzsp", "gvsp", "ieee8021ah",
    ];

    [Fact]
    public void Fields_equal_tsharks_on_public_recordings()
    {
        string folder = Recordings.PathOf("public", "zeek-traces");
        if (!Tshark("-v", out _)) { Assert.Skip("tshark is not installed (Debian: tshark)"); }
        int every = int.TryParse(Environment.GetEnvironmentVariable("WEIR_ORACLE_EVERY"), CultureInfo.InvariantCulture, out int asked) ? asked : 40;
        string[] shapes = ["vlan", "vxlan", "gre", "mpls", "6in", "4in", "llc", "pppoe", "frag", "trunc", "icmp", "ipv6", "ext_hdr", "linux", "null", "arp", "tso", "raw", "jumbo", "mobility"];
        string[] files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => f.Contains(".pcap", StringComparison.Ordinal) || f.EndsWith(".trace", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Where((f, i) => i % every == 0 || (every > 1 && i % 5 == 0 && shapes.Any(s => Path.GetFileName(f).Contains(s, StringComparison.OrdinalIgnoreCase)))).ToArray();
        long rows = 0;
        Dictionary<string, int> known = [];
        List<string> wrong = [];
        foreach (string file in files) { rows += Compare(file, known, wrong); }
        output.WriteLine($"{files.Length} files, {rows} frames, {Fields.Length + 1} fields each");
        foreach ((string reason, int count) in known.OrderByDescending(k => k.Value)) { output.WriteLine($"{count} values differ: {reason}"); }
        wrong.Take(40).ShouldBeEmpty($"{wrong.Count} values");
        rows.ShouldBeGreaterThan(1000);
    }

    private static long Compare(string file, Dictionary<string, int> known, List<string> wrong)
    {
        string disabled = string.Join(' ', Closed.Select(protocol => $"--disable-protocol {protocol}"));
        string columns = string.Join(' ', Fields.Append("vlan.id").Append("ieee8021ad.id").Append("frame.protocols").Select(field => $"-e {field}"));
        if (!Tshark($"-n {disabled} -o ip.defragment:FALSE -o ipv6.defragment:FALSE -o tcp.desegment_tcp_streams:FALSE -o tcp.relative_sequence_numbers:FALSE -T fields {columns} -r \"{file}\"", out string text)) { return 0; }
        FieldPlan.TryCompile([.. Fields, "vlan.id"], out FieldPlan? plan, out string? unknown).ShouldBeTrue(unknown);
        byte[] row = new byte[100_000];
        DecodedPacket packet = default;
        using CaptureReader reader = CaptureReader.Open(file);
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int index = 0;
        while (index < lines.Length && reader.TryRead(out Frame frame))
        {
            string[] theirs = lines[index++].Split('\t');
            PacketDecoder.Decode(frame.Bytes, frame.Point.LinkType, ref packet);
            var facts = new FrameFacts(frame.Number, frame.Time, frame.OriginalLength);
            plan.TryAppend(row, frame.Bytes, frame.Point.LinkType, packet, facts, out int written).ShouldBeTrue();
            string[] ours = Encoding.UTF8.GetString(row.AsSpan(0, written)).Split('\t');
            string protocols = theirs[^1];
            // tshark names the tags of 802.1ad after their own standard; ours are all vlan.id, from the outside in.
            string tags = string.Join(',', new[] { theirs[^2], theirs[^3] }.Where(t => t.Length > 0));
            for (int i = 0; i < ours.Length; i++)
            {
                string field = i < Fields.Length ? Fields[i] : "vlan.id";
                string expected = i < Fields.Length ? theirs[i] : tags;
                if (ours[i] == expected) { continue; }
                if (Reason(field, ours[i], expected, protocols, frame, packet) is { } reason)
                {
                    known[reason] = known.GetValueOrDefault(reason) + 1;
                }
                else
                {
                    wrong.Add($"{Path.GetFileName(file)} frame {frame.Number} {field}: we say '{ours[i]}', tshark '{expected}' ({protocols}; {frame.Point.LinkType}; {packet.Error})");
                }
            }
        }

        return index;
    }

    /// <summary>Why a value differs on purpose, or null when it must not.</summary>
    private static string? Reason(string field, string ours, string theirs, string protocols, in Frame frame, in DecodedPacket packet)
    {
        bool Within(params ReadOnlySpan<string> parts)
        {
            foreach (string part in parts)
            {
                if (protocols.Contains(part, StringComparison.Ordinal)) { return true; }
            }

            return false;
        }

        bool less = ours.Length < theirs.Length && theirs.StartsWith(ours, StringComparison.Ordinal);
        bool more = theirs.Length < ours.Length && ours.StartsWith(theirs, StringComparison.Ordinal);
        if (less && !Enum.IsDefined(frame.Point.LinkType)) { return "a link type that Weir does not read (FDDI, NFLOG)"; }
        if (Within("eth:cfp:") || (less && Within("gre:eth:", "gre:ppp", ":udp:gre:", ":gtpprime:"))) { return "a tunnel that Weir does not follow (FabricPath, ERSPAN, PPTP, GRE over UDP, GTP')"; }
        if (less && Within(":pppoed")) { return "the discovery stage of PPPoE, which Weir does not read"; }
        if (less && !packet.Error.IsNone) { return "a header is cut off: tshark shows its fields before the cut, we none"; }
        if (more && !packet.Error.IsNone) { return "a header is cut off in its options or lies about its length: we keep its fixed part, tshark does not"; }
        if (less && field.StartsWith("icmp", StringComparison.Ordinal) && packet.PayloadLength < 8) { return "a header is cut off: tshark shows its fields before the cut, we none"; }
        if (more && Within(":ipv6.dstopts") && packet.HasTransport) { return "tshark stops at an option that it takes for malformed; the length of its header still leads on"; }
        if (more && Within(":icmp:ip:", ":icmpv6:ipv6:")) { return "a quoted datagram: tshark leaves out some fields that are there"; }
        if (less && Within(":icmpv6:ipv6:")) { return "the packet that a redirect quotes lies in an option, which Weir does not read"; }
        if (field == "tcp.len" && (packet.IsFragment || (packet.PayloadMissing > 0 && (packet.TunnelKey != 0 || frame.OriginalLength == frame.Bytes.Length)))) { return "the IP length promises more than the wire, the tunnel or the fragment held: tshark trims or leaves out the length, we call the rest missing"; }
        if (less && field.StartsWith("tcp.options", StringComparison.Ordinal) && packet.IsFragment) { return "a header goes on in the next fragment: tshark shows its options before the cut, we none"; }
        if (less && field.StartsWith("arp.", StringComparison.Ordinal)) { return "ARP addresses that are not of Ethernet and IPv4"; }
        return null;
    }

    private static bool Tshark(string arguments, out string text)
    {
        text = "";
        try
        {
            using var process = Process.Start(new ProcessStartInfo("tshark", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            // 2: cut off in the middle of a packet; what came before counts.
            return process.ExitCode is 0 or 2;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
