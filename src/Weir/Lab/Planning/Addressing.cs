using System.Buffers.Binary;
using System.Net;
using Weir.Declaration;
using Weir.Lab.Plan;
using Weir.Wire.Frames;

namespace Weir.Lab.Planning;

/// <summary>
/// Chooses addresses. Segment A with switches has <c>10.A.0.0/16</c> (from the 256th on <c>/24</c> networks of <c>100.64.0.0/10</c>) and <c>fd00:77:A::/64</c>, and its K-th interface has the suffix K and the MAC address
/// <c>02:77:A:A:K:K</c>. The P-th link without a switch has the P-th <c>/31</c> of <c>10.0.0.0/16</c> and <c>fd00:77:0:P::/127</c>. Numbers in IPv6 and MAC addresses are hexadecimal.
/// </summary>
internal static class Addressing
{
    private const int LargeSegments = 255;
    private const int SmallSegments = 16_384;
    private const int Lines = 32_767;
    private const int MembersLimit = 32_767;

    /// <summary>Numbers of switches' ports are above this one, so that none is also the number of an interface with addresses.</summary>
    private const int PortBit = 0x8000;

    /// <summary>The segment of the number-th group of switches.</summary>
    public static SegmentDraft Switched(int number)
    {
        IpPrefix four = number <= LargeSegments ? new(V4(0x0a000000u | ((uint)number << 16)), 16) : new(V4(0x64400000u + ((uint)Math.Min(number - LargeSegments - 1, SmallSegments - 1) << 8)), 24);
        return new SegmentDraft(number, false) { Prefix4 = four, Prefix6 = new(V6((ulong)(number & 0xffff) << 16, 0), 64) };
    }

    /// <summary>The segment of the number-th link without a switch.</summary>
    public static SegmentDraft Line(int number) =>
        new(number, true) { Prefix4 = new(V4(0x0a000000u + (2 * ((uint)number - 1))), 31), Prefix6 = new(V6((ulong)(number & 0xffff), 0), 127) };

    /// <summary>Gives every interface its MAC address, and every interface of a node with a stack its addresses; what the file says wins.</summary>
    public static void Assign(IReadOnlyList<NodeDraft> nodes, IReadOnlyList<LinkDraft> links, IReadOnlyList<SegmentDraft> segments, Continuation earlier, MistakeList mistakes)
    {
        foreach (NodeDraft node in nodes) { CheckKeys(node, mistakes); }
        foreach (LinkDraft link in links) { CheckKeys(link, mistakes); }
        foreach (IGrouping<int, EndDraft> ports in links.SelectMany(link => (EndDraft[])[link.A, link.B]).Where(end => end.Node.Kind.Switches).GroupBy(end => end.Link.Segment))
        {
            SegmentDraft segment = segments[ports.Key];
            foreach ((EndDraft port, int k) in Numbers([.. ports], segment, PortBit, earlier)) { port.Mac = SaidMac(port) ?? Mac(segment, k); }
        }

        foreach (SegmentDraft segment in segments)
        {
            if (segment.IsPointToPoint ? segment.Number > Lines : segment.Number > LargeSegments + SmallSegments) { mistakes.Add(PlaceOf(segment), "there are more segments than addresses are chosen for", "say addresses: at its links"); }
            Assign(segment, earlier, mistakes);
        }
    }

    // Ends that were there keep their numbers, new ones get the lowest that are free; where nothing is continued that is the order of the file.
    private static IEnumerable<(EndDraft End, int K)> Numbers(IReadOnlyList<EndDraft> ends, SegmentDraft segment, int offset, Continuation earlier)
    {
        var kept = new Dictionary<EndDraft, int>(ReferenceEqualityComparer.Instance);
        foreach (EndDraft end in ends)
        {
            if (earlier.WasIn(end, segment) && NumberOf(earlier.End(end)!, segment) is { } k && k > offset && (k & PortBit) == offset) { kept[end] = k; }
        }

        HashSet<int> taken = [.. kept.Values];
        int next = offset;
        foreach (EndDraft end in ends)
        {
            if (!kept.TryGetValue(end, out int k))
            {
                do { next++; } while (taken.Contains(next));
                k = next;
            }

            yield return (end, offset == 0 ? k : offset | (k & (PortBit - 1)));
        }
    }

    // The number that the addresses of an interface were made of; null when the file said them.
    private static int? NumberOf(InterfacePlan one, SegmentDraft segment)
    {
        int low = (int)(one.Mac.Value & 0xffff);
        if (Mac(segment, low) == one.Mac) { return low; }
        IpPrefix four = one.Addresses.FirstOrDefault(address => !address.IsV6 && address.Network == segment.Prefix4.Network);
        if (four == default) { return null; }
        uint suffix = BinaryPrimitives.ReadUInt32BigEndian(four.Address.GetAddressBytes()) - BinaryPrimitives.ReadUInt32BigEndian(segment.Prefix4.Address.GetAddressBytes());
        return (int)suffix + (segment.IsPointToPoint ? 1 : 0);
    }

    private static void Assign(SegmentDraft segment, Continuation earlier, MistakeList mistakes)
    {
        int most = segment.IsPointToPoint ? 2 : segment.Prefix4.Length == 16 ? MembersLimit : 254;
        var addresses = new Dictionary<IPAddress, EndDraft>();
        var macs = new Dictionary<MacAddress, EndDraft>();
        foreach ((EndDraft end, int k) in Numbers(segment.Members, segment, 0, earlier))
        {
            int suffix = segment.IsPointToPoint ? k - 1 : k;
            end.Mac = SaidMac(end) ?? Mac(segment, k);
            if (end.Node.Kind.HasStack)
            {
                if (SaidAddresses(end) is { } said) { end.Addresses = said; }
                else if (k > most) { mistakes.Add(end.Node.Place, $"the segment of '{end.FullName}' has more than {most} interfaces, for which no addresses are chosen", "say addresses: at its nodes, or split it by routers"); }
                else { end.Addresses = [new(Add(segment.Prefix4, suffix), segment.Prefix4.Length), new(Add(segment.Prefix6, suffix), segment.Prefix6.Length)]; }
            }

            foreach (IpPrefix address in end.Addresses)
            {
                if (!addresses.TryAdd(address.Address, end)) { mistakes.Add(SaidPlace(end), $"the address {address.Address} of '{end.FullName}' is also that of '{addresses[address.Address].FullName}' in the same segment", "give each interface its own address"); }
                if (!segment.Networks.Contains(address.Network)) { segment.Networks.Add(address.Network); }
                if (!address.IsV6 && address.Length < 31 && address.Network.Address.Equals(address.Address)) { mistakes.Add(SaidPlace(end), $"{address} is the network itself, not an address in it", $"did you mean '{Add(address.Network, 1)}/{address.Length}'?"); }
            }

            if (!macs.TryAdd(end.Mac, end)) { mistakes.Add(SaidPlace(end), $"the MAC address {end.Mac} of '{end.FullName}' is also that of '{macs[end.Mac].FullName}' in the same segment", "give each interface its own MAC address"); }
        }
    }

    private static void CheckKeys(NodeDraft node, MistakeList mistakes)
    {
        if (!node.Kind.HasStack && node.Common.Has("addresses")) { mistakes.Add(node.Common.PlaceOf("addresses"), $"'{node.Name}' is of kind {node.Kind.Form.Name}, which has no addresses", "remove them, or use kind: host or kind: router"); }
        foreach (string key in (string[])["addresses", "mac"])
        {
            foreach ((string name, _) in node.Common.Entries(key))
            {
                if (!node.Ends.Any(e => e.Name == name || e.FullName == name)) { mistakes.Add(node.Common.PlaceOf(key), $"'{node.Name}' has no interface '{name}'", node.Ends.Count == 0 ? "it has no links" : FormReader.Guess(name, [.. node.Ends.Select(e => e.Name)])); }
            }
        }
    }

    private static void CheckKeys(LinkDraft link, MistakeList mistakes)
    {
        foreach (string key in (string[])["addresses", "mac"])
        {
            foreach ((string name, _) in link.Settings.Entries(key))
            {
                EndDraft? end = EndOf(link, name);
                if (end is null) { mistakes.Add(link.Settings.PlaceOf(key), $"'{name}' is no end of the link '{link.Name}'", FormReader.Guess(name, [link.A.Node.Name, link.B.Node.Name])); }
                else if (key == "addresses" && !end.Node.Kind.HasStack) { mistakes.Add(link.Settings.PlaceOf(key), $"'{name}' is of kind {end.Node.Kind.Form.Name}, which has no addresses", "remove them, or use kind: host or kind: router"); }
            }
        }
    }

    private static EndDraft? EndOf(LinkDraft link, string name) => name == link.A.Node.Name || name == link.A.FullName ? link.A : name == link.B.Node.Name || name == link.B.FullName ? link.B : null;

    private static SourcePlace SaidPlace(EndDraft end) =>
        end.Node.Common.Has("addresses") ? end.Node.Common.PlaceOf("addresses") : end.Link.Settings.Has("addresses") ? end.Link.Settings.PlaceOf("addresses") : end.Node.Common.Has("mac") ? end.Node.Common.PlaceOf("mac") : end.Link.Place;

    private static SourcePlace PlaceOf(SegmentDraft segment) => segment.Members.Count > 0 ? segment.Members[0].Link.Place : SourcePlace.None;

    private static IReadOnlyList<IpPrefix>? SaidAddresses(EndDraft end) => Said(end, "addresses") is IReadOnlyList<object> list ? [.. list.Cast<IpPrefix>().OrderBy(p => p.IsV6)] : null;

    private static MacAddress? SaidMac(EndDraft end) => Said(end, "mac") is string text && MacAddress.TryParse(text, out MacAddress mac) ? mac : null;

    /// <summary>What the node says of this interface, or else the link.</summary>
    private static object? Said(EndDraft end, string key)
    {
        object? node = end.Node.Common.ValueOrNull(key);
        if (node is KeyValuePair<string, object>[] byName)
        {
            foreach ((string name, object value) in byName)
            {
                if (name == end.Name || name == end.FullName) { return value; }
            }
        }
        else if (node is not null && end.Name == "eth0") { return node; }

        foreach ((string name, object value) in end.Link.Settings.Entries(key))
        {
            if (ReferenceEquals(EndOf(end.Link, name), end)) { return value; }
        }

        return null;
    }

    private static MacAddress Mac(SegmentDraft segment, int k) =>
        new((0x0277UL << 32) | ((segment.IsPointToPoint ? 0x8000UL : 0) + ((uint)segment.Number & 0x7fff) << 16) | ((uint)k & 0xffff));

    private static IPAddress Add(IpPrefix prefix, int suffix)
    {
        byte[] bytes = prefix.Address.GetAddressBytes();
        uint low = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(bytes.Length - 4));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(bytes.Length - 4), low + (uint)suffix);
        return new IPAddress(bytes);
    }

    private static IPAddress V4(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return new IPAddress(bytes);
    }

    /// <summary>An address below <c>fd00:77::/32</c>: the next 32 bits, and the last 64.</summary>
    private static IPAddress V6(ulong middle, ulong low)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, 0xfd00_0077_0000_0000UL | (uint)middle);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low);
        return new IPAddress(bytes);
    }
}
