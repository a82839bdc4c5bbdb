using System.Buffers.Binary;
using Weir.Wire.Frames;

namespace Weir.Memory;

/// <content>ICMP (RFC 792) and ICMPv6 (RFC 4443): echo, and errors in both directions.</content>
internal sealed partial class MemoryHost
{
    // RFC 1812 4.3.2.3: as much of the packet as fits without the error exceeding 576 bytes; RFC 4443 3: 1280.
    private const int LongestIPv4Error = 576;
    private const byte Echo4 = 8, EchoReply4 = 0, Echo6 = 128, EchoReply6 = 129;

    private readonly Dictionary<ushort, EchoPort> _echoPorts = [];
    private ushort _lastIdentifier;

    /// <summary>Tells whoever sent a packet that its next station does not answer.</summary>
    internal void Unreachable(ReadOnlySpan<byte> packet)
    {
        bool four = packet[0] >> 4 == 4;
        // Host unreachable; address unreachable (RFC 4443 3.1).
        SendError(packet, four ? (byte)3 : (byte)1, four ? (byte)1 : (byte)3, 0);
    }

    internal ushort Open(EchoPort port)
    {
        if (_echoPorts.Count == ushort.MaxValue) { throw new WeirException($"{Name}: every identifier for echo requests is in use"); }
        do { _lastIdentifier++; } while (_echoPorts.ContainsKey(_lastIdentifier));
        _echoPorts[_lastIdentifier] = port;
        return _lastIdentifier;
    }

    internal void Close(EchoPort port) => _echoPorts.Remove(port.Identifier);

    internal bool SendEcho(in RouteChoice choice, IpAddress to, ushort identifier, ushort sequence, ReadOnlySpan<byte> data) =>
        SendMessage(choice, choice.Source, to, to.IsIPv4 ? Echo4 : Echo6, 0, ((uint)identifier << 16) | sequence, data);

    /// <summary>Sends an error about a packet to its sender, unless it is one about which none may be sent (RFC 1122 3.2.2, RFC 4443 2.4).</summary>
    private void SendError(ReadOnlySpan<byte> packet, byte type, byte code, uint rest)
    {
        IpAddress source, destination;
        if (packet[0] >> 4 == 4)
        {
            if (!IPv4Header.TryRead(packet, out IPv4Header ip, out _) || ip.FragmentOffset > 0 || (ip.Protocol == IpProtocols.Icmp && ip.Payload is [not (Echo4 or EchoReply4), ..])) { return; }
            (source, destination) = (ip.Source, ip.Destination);
        }
        else
        {
            if (!IPv6Header.TryRead(packet, out IPv6Header ip, out _) || (ip.NextHeader == IpProtocols.IcmpV6 && ip.Payload is [< 128, ..])) { return; }
            (source, destination) = (ip.Source, ip.Destination);
        }

        // "Packet too big" may answer a packet for a group; nothing else may.
        if (IsMulticast(source) || source.Value == UInt128.Zero || (IsMulticast(destination) && type != 2) || !TryRoute(source, out RouteChoice choice)) { return; }
        int most = source.IsIPv4 ? LongestIPv4Error - IPv4Header.MinSize - IcmpHeader.Size : LeastIPv6Mtu - IPv6Header.Size - IcmpV6Header.Size;
        SendMessage(choice, choice.Interface is null ? source : choice.Source, source, type, code, rest, packet[..Math.Min(most, packet.Length)]);
    }

    private bool SendMessage(in RouteChoice choice, IpAddress source, IpAddress destination, byte type, byte code, uint rest, ReadOnlySpan<byte> data)
    {
        byte[] message = new byte[IcmpHeader.Size + data.Length];
        if (destination.IsIPv4)
        {
            data.CopyTo(message.AsSpan(IcmpHeader.Size));
            IcmpHeader.Write(message, type, code, rest, data);
        }
        else
        {
            IcmpV6Header.Write(message, source, destination, type, code, rest, data);
        }

        return Send(choice, source, destination, destination.IsIPv4 ? IpProtocols.Icmp : IpProtocols.IcmpV6, message, mayCut: true);
    }

    private void TakeIcmp(IpAddress source, IpAddress destination, byte hopLimit, ReadOnlySpan<byte> message)
    {
        bool four = source.IsIPv4;
        if (!IcmpHeader.TryRead(message, out IcmpHeader icmp, out _))
        {
            Counters.Malformed++;
            return;
        }

        if ((four ? InternetChecksum.Compute(message) : InternetChecksum.Compute(source, destination, IpProtocols.IcmpV6, message)) != 0)
        {
            Counters.BadChecksum++;
            return;
        }

        if (icmp.Type == (four ? Echo4 : Echo6))
        {
            if (!TryRoute(source, out RouteChoice choice)) { Counters.NoRoute++; }
            else { SendMessage(choice, IsOwn(destination) ? destination : choice.Source, source, four ? EchoReply4 : EchoReply6, 0, ((uint)icmp.Identifier << 16) | icmp.Sequence, icmp.Payload); }
        }
        else if (icmp.Type == (four ? EchoReply4 : EchoReply6))
        {
            if (_echoPorts.TryGetValue(icmp.Identifier, out EchoPort? port)) { port.Heard(new EchoEvent(icmp.Sequence, source, hopLimit, message.Length, null)); }
            else { Counters.NoListener++; }
        }
        else if (four ? icmp.Type is 3 or 11 or 12 : icmp.Type is >= 1 and <= 4)
        {
            TakeError(source, icmp.Type, icmp.Code, BinaryPrimitives.ReadUInt32BigEndian(message[4..]), icmp.Payload);
        }
        else
        {
            Counters.NoListener++;
        }
    }

    private void TakeError(IpAddress from, byte type, byte code, uint rest, ReadOnlySpan<byte> quoted)
    {
        IpAddress source, destination;
        byte protocol;
        if (from.IsIPv4)
        {
            if (!IPv4Header.TryRead(quoted, out IPv4Header ip, out _) || ip.FragmentOffset > 0) { return; }
            (source, destination, protocol) = (ip.Source, ip.Destination, ip.Protocol);
            quoted = quoted[ip.HeaderLength..];
        }
        else
        {
            if (!IPv6Header.TryRead(quoted, out IPv6Header ip, out _)) { return; }
            (source, destination, protocol) = (ip.Source, ip.Destination, ip.NextHeader);
            quoted = quoted[IPv6Header.Size..];
        }

        if (!IsOwn(source) || quoted.Length < 8) { return; }
        string why = Words(from.IsIPv4, type, code);
        if (from.IsIPv4 ? type == 3 && code == 4 : type == 2) { LearnPathMtu(destination, (int)(from.IsIPv4 ? rest & 0xffff : Math.Min(rest, ushort.MaxValue))); }
        ushort first = BinaryPrimitives.ReadUInt16BigEndian(quoted), second = BinaryPrimitives.ReadUInt16BigEndian(quoted[2..]);
        switch (protocol)
        {
            case IpProtocols.Icmp or IpProtocols.IcmpV6 when quoted[0] is Echo4 or Echo6 && _echoPorts.TryGetValue(BinaryPrimitives.ReadUInt16BigEndian(quoted[4..]), out EchoPort? port):
                port.Heard(new EchoEvent(BinaryPrimitives.ReadUInt16BigEndian(quoted[6..]), from, 0, 0, $"{why}, says {from}"));
                break;
            case IpProtocols.Udp when _udp.TryGetValue(first, out UdpSocket? socket):
                socket.Refuse(destination, second);
                break;
            case IpProtocols.Tcp when _connections.TryGetValue(new TcpKey(source, first, destination, second), out TcpConnection? connection):
                connection.TakeError(isTooBig: from.IsIPv4 ? type == 3 && code == 4 : type == 2, why);
                break;
        }
    }

    private static string Words(bool four, byte type, byte code) => four
        ? type switch { 11 => "time to live exceeded", 12 => "parameter problem", _ => code switch { 0 or 6 => "network unreachable", 1 or 7 => "host unreachable", 4 => "fragmentation needed", 9 or 10 or 13 => "prohibited", _ => "unreachable" } }
        : type switch { 2 => "packet too big", 3 => "hop limit exceeded", 4 => "parameter problem", _ => code switch { 0 => "no route", 1 => "prohibited", 3 => "address unreachable", _ => "unreachable" } };
}
