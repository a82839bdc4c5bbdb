using System.Buffers.Binary;
using Weir.Wire.Frames;

namespace Weir.Memory;

/// <content>What goes out: packets of the host itself, in pieces where a link is too narrow.</content>
internal sealed partial class MemoryHost
{
    // Path MTUs that are remembered at most; they are learned from errors, which anybody can send.
    private const int MostPaths = 1024;
    // RFC 8200 5: every link carries packets of 1280 bytes.
    private const int LeastIPv6Mtu = 1280;
    private const long OwnBitRate = 10_000_000_000;

    private readonly Dictionary<IpAddress, int> _pathMtus = [];
    private uint _identification;
    private long _ownFree;

    /// <summary>Sends a payload. False when there is no route, or the packet may not be cut and is too large.</summary>
    /// <param name="choice">How it leaves, by <see cref="TryRoute"/>.</param>
    /// <param name="source">The source address.</param>
    /// <param name="destination">The destination.</param>
    /// <param name="protocol">What the payload is.</param>
    /// <param name="payload">The transport header and its data, checksum included.</param>
    /// <param name="mayCut">False for a packet that must not be sent in pieces (TCP).</param>
    internal bool Send(in RouteChoice choice, IpAddress source, IpAddress destination, byte protocol, ReadOnlySpan<byte> payload, bool mayCut)
    {
        int header = destination.IsIPv4 ? IPv4Header.MinSize : IPv6Header.Size;
        byte[] frame = new byte[EthernetHeader.Size + header + payload.Length];
        Span<byte> packet = frame.AsSpan(EthernetHeader.Size);
        payload.CopyTo(packet[header..]);
        if (destination.IsIPv4) { IPv4Header.Write(packet, source, destination, protocol, payload.Length, UsualHopLimit, (ushort)_identification++, dontFragment: !mayCut); }
        else { IPv6Header.Write(packet, source, destination, protocol, payload.Length, UsualHopLimit); }
        if (choice.Interface is not { } out_)
        {
            SendOwn(frame);
            return true;
        }

        int mtu = destination.IsIPv4 ? out_.Mtu : Math.Min(out_.Mtu, PathMtu(destination, out_));
        if (packet.Length > mtu)
        {
            if (!mayCut)
            {
                Counters.TooLarge++;
                return false;
            }

            SendPieces(out_, choice.NextHop, packet, mtu);
            return true;
        }

        Neighbours.Send(out_, choice.NextHop, frame);
        return true;
    }

    /// <summary>The largest packet that reaches a destination, as far as is known.</summary>
    internal int PathMtu(IpAddress destination, MemoryInterface? out_) => Math.Min(out_?.Mtu ?? ushort.MaxValue, _pathMtus.GetValueOrDefault(destination, int.MaxValue));

    private void LearnPathMtu(IpAddress destination, int mtu)
    {
        if (mtu < (destination.IsIPv4 ? 68 : LeastIPv6Mtu) || (_pathMtus.Count >= MostPaths && !_pathMtus.ContainsKey(destination))) { return; }
        _pathMtus[destination] = Math.Min(mtu, _pathMtus.GetValueOrDefault(destination, int.MaxValue));
    }

    // Even to itself a host sends at some rate: else the time of the lab would stand still for two of its programs that only talk with each other.
    private void SendOwn(byte[] frame)
    {
        _ownFree = Math.Max(_ownFree, Loop.Now) + ((long)frame.Length * 8 * 1_000_000_000 / OwnBitRate);
        Loop.Clock.CreateTimer(_ => TakeOwn(frame), null, TimeSpan.FromTicks(((_ownFree - Loop.Now) / 100) + 1), Timeout.InfiniteTimeSpan);
    }

    private void TakeOwn(byte[] frame)
    {
        ReadOnlySpan<byte> packet = frame.AsSpan(EthernetHeader.Size);
        if (packet[0] >> 4 == 4) { TakeIPv4(null, packet); } else { TakeIPv6(null, packet); }
    }

    private void SendPieces(MemoryInterface out_, IpAddress next, ReadOnlySpan<byte> packet) => SendPieces(out_, next, packet, out_.Mtu);

    private void SendPieces(MemoryInterface out_, IpAddress next, ReadOnlySpan<byte> packet, int mtu)
    {
        if (packet[0] >> 4 == 4) { SendPiecesIPv4(out_, next, packet, mtu); } else { SendPiecesIPv6(out_, next, packet, mtu); }
    }

    private void SendPiecesIPv4(MemoryInterface out_, IpAddress next, ReadOnlySpan<byte> packet, int mtu)
    {
        if (!IPv4Header.TryRead(packet, out IPv4Header ip, out _)) { return; }
        int most = (mtu - ip.HeaderLength) / 8 * 8;
        for (int at = 0; at < ip.Payload.Length; at += most)
        {
            ReadOnlySpan<byte> piece = ip.Payload[at..Math.Min(at + most, ip.Payload.Length)];
            byte[] frame = new byte[EthernetHeader.Size + ip.HeaderLength + piece.Length];
            Span<byte> there = frame.AsSpan(EthernetHeader.Size);
            IPv4Header.Write(there, ip.Source, ip.Destination, ip.Protocol, piece.Length, ip.TimeToLive, ip.Identification, ip.FragmentOffset + at,
                ip.MoreFragments || at + most < ip.Payload.Length, options: ip.Options);
            piece.CopyTo(there[ip.HeaderLength..]);
            Neighbours.Send(out_, next, frame);
        }
    }

    private void SendPiecesIPv6(MemoryInterface out_, IpAddress next, ReadOnlySpan<byte> packet, int mtu)
    {
        if (!IPv6Header.TryRead(packet, out IPv6Header ip, out _)) { return; }
        int most = (mtu - IPv6Header.Size - IPv6Extension.MinSize) / 8 * 8;
        uint identification = _identification++;
        for (int at = 0; at < ip.Payload.Length; at += most)
        {
            ReadOnlySpan<byte> piece = ip.Payload[at..Math.Min(at + most, ip.Payload.Length)];
            byte[] frame = new byte[EthernetHeader.Size + IPv6Header.Size + IPv6Extension.MinSize + piece.Length];
            Span<byte> there = frame.AsSpan(EthernetHeader.Size);
            IPv6Header.Write(there, ip.Source, ip.Destination, IpProtocols.Fragment, IPv6Extension.MinSize + piece.Length, ip.HopLimit);
            IPv6Extension.WriteFragment(there[IPv6Header.Size..], ip.NextHeader, at, at + most < ip.Payload.Length, identification);
            piece.CopyTo(there[(IPv6Header.Size + IPv6Extension.MinSize)..]);
            Neighbours.Send(out_, next, frame);
        }
    }

    // The transport's checksum over a payload with its field zero.
    private static void Sum(Span<byte> payload, int at, IpAddress source, IpAddress destination, byte protocol)
    {
        ushort sum = InternetChecksum.Compute(source, destination, protocol, payload);
        // A sum of zero would say that there is none (RFC 768).
        BinaryPrimitives.WriteUInt16BigEndian(payload[at..], sum == 0 && protocol == IpProtocols.Udp ? (ushort)0xffff : sum);
    }
}
