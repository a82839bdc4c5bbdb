using System.Buffers.Binary;
using Weir.Wire.Frames;

namespace Weir.Traffic;

/// <content>IPv4 and IPv6, their options and extension headers.</content>
internal sealed partial class PacketRewriter
{
    /// <summary>The addresses that stand in the pseudo-header of a transport checksum: before and after the change.</summary>
    private struct Ends
    {
        public IpAddress SourceBefore;
        public IpAddress SourceAfter;
        public IpAddress DestinationBefore;
        public IpAddress DestinationAfter;
    }

    private void Ip(int at, int end, int depth, bool quoted)
    {
        if (at >= end || depth > PacketDecoder.MaxTunnels) { return; }
        if (depth > 0 && !quoted && _rules.OuterOnly) { return; }
        if (_bytes[at] >> 4 == 6) { IPv6(at, end, depth, quoted); }
        else { IPv4(at, end, depth, quoted); }
    }

    private void IPv4(int at, int end, int depth, bool quoted)
    {
        if (!Has(at, IPv4Header.MinSize, end)) { return; }
        int headerLength = (_bytes[at] & 15) * 4;
        int totalLength = Read16(at + 2);
        if (_bytes[at] >> 4 != 4 || headerLength < IPv4Header.MinSize) { return; }
        _understood = true;
        bool headerIsThere = Has(at, headerLength, end);
        if (Read16(at + 10) != 0 || (headerIsThere && InternetChecksum.Compute(_bytes.AsSpan(at, headerLength)) == 0) || _rules.FixChecksums)
        {
            Push(new Cover { Field = at + 10, Start = at, End = at + headerLength, IsWhole = true });
        }

        Ends ends = default;
        ends.SourceBefore = ReadIPv4(at + 12);
        ends.DestinationBefore = ReadIPv4(at + 16);
        ends.SourceAfter = MapSource(ends.SourceBefore, quoted);
        ends.DestinationAfter = MapDestination(ends.DestinationBefore, quoted);
        WriteAddress(at + 12, ends.SourceAfter);
        WriteAddress(at + 16, ends.DestinationAfter);
        if (depth == 0 && !quoted && _rules.HopLimit is { } hops) { Write16(at + 8, (ushort)(hops.Apply(_bytes[at + 8]) << 8 | _bytes[at + 9])); }
        if (!headerIsThere) { return; }
        if (headerLength > IPv4Header.MinSize) { IPv4Routes(at + IPv4Header.MinSize, at + headerLength, quoted, ref ends); }

        // A total length of 0 is a super-packet. What the packet promises may lie beyond the captured bytes.
        int promised = totalLength == 0 ? end : at + Math.Max(totalLength, headerLength);
        ushort fragment = Read16(at + 6);
        if ((fragment & 0x1fff) != 0) { return; }
        Extensions(_bytes[at + 9], 4, at + headerLength, Math.Min(end, promised), promised, (fragment & 0x2000) != 0, depth, quoted, ends);
    }

    /// <summary>Addresses in the options: record route and source routes (RFC 791 3.1). While hops are left, the last one is the final destination, which the pseudo-header names.</summary>
    private void IPv4Routes(int at, int end, bool quoted, ref Ends ends)
    {
        while (at < end && _bytes[at] != 0)
        {
            if (_bytes[at] == 1)
            {
                at++;
                continue;
            }

            if (end - at < 2 || _bytes[at + 1] < 2 || _bytes[at + 1] > end - at) { return; }
            byte kind = _bytes[at];
            int length = _bytes[at + 1];
            if (kind is 7 or 131 or 137 && length >= 3)
            {
                int pointer = _bytes[at + 2];
                for (int slot = at + 3; slot + 4 <= at + length; slot += 4)
                {
                    IpAddress before = ReadIPv4(slot);
                    IpAddress after = before == IpAddress.FromIPv4(0) ? before : MapDestination(before, quoted);
                    WriteAddress(slot, after);
                    if (kind == 7 || pointer > length || slot + 8 <= at + length) { continue; }
                    ends.DestinationBefore = before;
                    ends.DestinationAfter = after;
                }
            }

            at += length;
        }
    }

    private void IPv6(int at, int end, int depth, bool quoted)
    {
        if (!Has(at, IPv6Header.Size, end)) { return; }
        _understood = true;
        Ends ends = default;
        ends.SourceBefore = ReadIPv6(at + 8);
        ends.DestinationBefore = ReadIPv6(at + 24);
        ends.SourceAfter = MapSource(ends.SourceBefore, quoted);
        ends.DestinationAfter = MapDestination(ends.DestinationBefore, quoted);
        WriteAddress(at + 8, ends.SourceAfter);
        WriteAddress(at + 24, ends.DestinationAfter);
        if (depth == 0 && !quoted && _rules.HopLimit is { } hops) { Write16(at + 6, (ushort)(_bytes[at + 6] << 8 | hops.Apply(_bytes[at + 7]))); }

        int payload = at + IPv6Header.Size;
        int length = Read16(at + 4);
        byte next = _bytes[at + 6];
        // A payload length of 0 is a jumbogram or a super-packet: it reaches as far as there are bytes.
        int promised = length == 0 && next != IpProtocols.NoNext ? end : payload + length;
        Extensions(next, 6, payload, Math.Min(end, promised), promised, more: false, depth, quoted, ends);
    }

    private void Extensions(byte next, byte version, int at, int end, int promised, bool more, int depth, bool quoted, Ends ends)
    {
        while (next is IpProtocols.Ah || (version == 6 && next != IpProtocols.Mobility && (next == IpProtocols.Fragment || IpProtocols.IsUniformExtension(next))))
        {
            if (at >= end || !IPv6Extension.TryRead(next, _bytes.AsSpan(at, end - at), out IPv6Extension extension, out _))
            {
                _cut = true;
                return;
            }

            int length = extension.Length;
            byte following = extension.NextHeader;
            if (next == IpProtocols.Routing) { Route(at, length, quoted, ref ends); }
            else if (next == IpProtocols.DestinationOptions) { HomeAddress(at + 2, at + length, quoted, ref ends); }
            else if (next == IpProtocols.Fragment)
            {
                more |= extension.MoreFragments;
                if (extension.FragmentOffset != 0) { return; }
            }

            at += length;
            next = following;
        }

        Next(next, version, at, end, promised, more, depth, quoted, ends);
    }

    /// <summary>Addresses of a routing header (RFC 8200 4.4, RFC 6275 6.4, RFC 8754 2). While segments are left, the pseudo-header names the last of the way (RFC 8200 8.1).</summary>
    private void Route(int at, int length, bool quoted, ref Ends ends)
    {
        byte type = _bytes[at + 2];
        if (type is not (0 or 2 or 4)) { return; }
        // A segment routing header lists the way from its end; its own last-entry field says how many there are, and options follow.
        int count = type == 4 ? Math.Min(_bytes[at + 4] + 1, (length - 8) / 16) : (length - 8) / 16;
        for (int i = 0; i < count; i++)
        {
            int slot = at + 8 + (16 * i);
            IpAddress before = ReadIPv6(slot);
            IpAddress after = MapDestination(before, quoted);
            WriteAddress(slot, after);
            if (_bytes[at + 3] == 0 || i != (type == 4 ? 0 : count - 1)) { continue; }
            ends.DestinationBefore = before;
            ends.DestinationAfter = after;
        }
    }

    /// <summary>The home address option (RFC 6275 6.3): the pseudo-header names it instead of the source (RFC 6275 11.3.1).</summary>
    private void HomeAddress(int at, int end, bool quoted, ref Ends ends)
    {
        const byte pad1 = 0, homeAddress = 0xc9;
        while (at < end)
        {
            if (_bytes[at] == pad1)
            {
                at++;
                continue;
            }

            if (end - at < 2 || _bytes[at + 1] > end - at - 2) { return; }
            if (_bytes[at] == homeAddress && _bytes[at + 1] == 16)
            {
                ends.SourceBefore = ReadIPv6(at + 2);
                ends.SourceAfter = MapSource(ends.SourceBefore, quoted);
                WriteAddress(at + 2, ends.SourceAfter);
            }

            at += 2 + _bytes[at + 1];
        }
    }

    private IpAddress ReadIPv4(int at) => IpAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(at, 4)));

    private IpAddress ReadIPv6(int at) => IpAddress.FromIPv6(_bytes.AsSpan(at, 16));

    private IpAddress MapSource(IpAddress address, bool quoted) => Map(address, _rules.Sources, _side == TrafficSide.Client != quoted);

    private IpAddress MapDestination(IpAddress address, bool quoted) => Map(address, _rules.Destinations, _side == TrafficSide.Server != quoted);

    /// <param name="address">The old address.</param>
    /// <param name="own">The rules for its place, asked first.</param>
    /// <param name="isClient">True when it stands where the client's address stands. A quoted packet went the other way.</param>
    private IpAddress Map(IpAddress address, IReadOnlyList<AddressRule> own, bool isClient)
    {
        for (int i = 0; i < _rules.Endpoints.Count; i++)
        {
            (IpAddress client, IpAddress server) = _rules.Endpoints[i];
            if (client.IsIPv4 == address.IsIPv4) { return isClient ? client : server; }
        }

        for (int i = 0; i < own.Count; i++) { if (own[i].TryMap(address, out IpAddress mapped)) { return mapped; } }
        for (int i = 0; i < _rules.Addresses.Count; i++) { if (_rules.Addresses[i].TryMap(address, out IpAddress mapped)) { return mapped; } }
        return _random is null ? address : _random.Map(address);
    }
}
