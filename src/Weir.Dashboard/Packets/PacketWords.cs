using System.Globalization;

namespace Weir.Dashboard.Packets;

/// <summary>A packet and its layers in a few words.</summary>
internal static class PacketWords
{
    private static readonly (string Field, string Word)[] s_flags = [("flags.syn", "SYN"), ("flags.fin", "FIN"), ("flags.reset", "RST"), ("flags.push", "PSH"), ("flags.ack", "ACK"), ("flags.urg", "URG"), ("flags.ece", "ECE"), ("flags.cwr", "CWR")];

    /// <summary>The name of a layer for people.</summary>
    public static string NameOf(string layer) => layer switch
    {
        "eth" => "Ethernet",
        "vlan" => "VLAN",
        "ip" => "IPv4",
        "ipv6" => "IPv6",
        "sll" => "Linux cooked",
        "icmpv6" => "ICMPv6",
        _ => layer.ToUpperInvariant(),
    };

    /// <summary>Who sends, who receives, the innermost protocol, and what it is about.</summary>
    public static (string Source, string Destination, string Protocol, string Info) Of(IReadOnlyList<LayerCollector.Layer> layers)
    {
        string source = "", destination = "";
        foreach (LayerCollector.Layer layer in layers)
        {
            if (layer.Name is not ("eth" or "ip" or "ipv6" or "arp")) { continue; }
            string from = layer[layer.Name == "arp" ? "src.proto_ipv4" : "src"], to = layer[layer.Name == "arp" ? "dst.proto_ipv4" : "dst"];
            if (from.Length > 0) { (source, destination) = (from, to); }
            // What an ICMP error quotes is not who speaks here.
        }

        LayerCollector.Layer? last = layers.FirstOrDefault(layer => layer.Name is "icmp" or "icmpv6") ?? (layers.Count > 0 ? layers[^1] : null);
        return last is null ? (source, destination, "", "") : (source, destination, NameOf(last.Name), SummaryOf(last));
    }

    /// <summary>What a layer says, in a line.</summary>
    public static string SummaryOf(LayerCollector.Layer layer)
    {
        switch (layer.Name)
        {
            case "eth":
                return $"{layer["src"]} → {layer["dst"]}";
            case "vlan":
                return $"id {layer["id"]}, priority {layer["priority"]}";
            case "ip":
                return $"{layer["src"]} → {layer["dst"]}, ttl {layer["ttl"]}";
            case "ipv6":
                return layer["src"].Length > 0 ? $"{layer["src"]} → {layer["dst"]}, hop limit {layer["hlim"]}" : "extension header";
            case "tcp":
                string[] flags = [.. s_flags.Where(one => layer[one.Field] == "1").Select(one => one.Word)];
                return string.Create(CultureInfo.InvariantCulture, $"{layer["srcport"]} → {layer["dstport"]} [{string.Join(", ", flags)}] seq {layer["seq_raw"]} ack {layer["ack_raw"]} win {layer["window_size_value"]} len {layer["len"]}");
            case "udp":
                return $"{layer["srcport"]} → {layer["dstport"]} len {(int.TryParse(layer["length"], NumberStyles.None, CultureInfo.InvariantCulture, out int length) ? Math.Max(0, length - 8) : 0)}";
            case "arp":
                return layer["opcode"] switch
                {
                    "1" => $"who has {layer["dst.proto_ipv4"]}? tell {layer["src.proto_ipv4"]}",
                    "2" => $"{layer["src.proto_ipv4"]} is at {layer["src.hw_mac"]}",
                    var other => $"operation {other}",
                };
            case "icmp":
                return Icmp(layer["type"], layer["code"], layer["ident"], layer["seq"]);
            case "icmpv6":
                return IcmpV6(layer);
            case "vxlan":
                return $"network {layer["vni"]}";
            case "mpls":
                return $"label {layer["label"]}";
            case "gre":
                return $"protocol {layer["proto"]}";
            default:
                return string.Join(", ", layer.Fields.Take(3).Select(one => $"{one.Key[(one.Key.IndexOf('.', StringComparison.Ordinal) + 1)..]} {one.Value}"));
        }
    }

    private static string Icmp(string type, string code, string id, string sequence) => type switch
    {
        "8" => $"echo request, id {id}, seq {sequence}",
        "0" => $"echo reply, id {id}, seq {sequence}",
        "3" => $"destination unreachable, code {code}",
        "5" => "redirect",
        "11" => "time exceeded",
        _ => $"type {type}, code {code}",
    };

    private static string IcmpV6(LayerCollector.Layer layer) => layer["type"] switch
    {
        "128" => $"echo request, id {layer["echo.identifier"]}, seq {layer["echo.sequence_number"]}",
        "129" => $"echo reply, id {layer["echo.identifier"]}, seq {layer["echo.sequence_number"]}",
        "133" => "router solicitation",
        "134" => "router advertisement",
        "135" => $"who has {layer["nd.ns.target_address"]}?",
        "136" => $"{layer["nd.na.target_address"]} is here",
        "143" => "multicast listener report",
        "1" => $"destination unreachable, code {layer["code"]}",
        "3" => "time exceeded",
        var type => $"type {type}, code {layer["code"]}",
    };
}
