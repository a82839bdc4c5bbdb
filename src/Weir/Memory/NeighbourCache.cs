using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>
/// The Ethernet addresses of the stations on a host's segments: asked for by ARP (RFC 826) and neighbour discovery (RFC 4861), kept for <see cref="Lifetime"/>. Frames whose station is not known yet wait, a bounded number
/// of them; when nobody answers, whoever sent them is told.
/// </summary>
internal sealed class NeighbourCache(MemoryHost host)
{
    /// <summary>Frames that wait for one station at most; what comes on top is dropped and counted.</summary>
    public const int MostWaiting = 128;

    /// <summary>Stations that are remembered at most.</summary>
    public const int MostNeighbours = 8192;

    /// <summary>How often a station is asked before it counts as not there (RFC 4861 10: MAX_MULTICAST_SOLICIT).</summary>
    public const int MostTries = 3;

    private const byte Solicitation = 135, Advertisement = 136;
    private const byte SourceOption = 1, TargetOption = 2;
    private const int OptionSize = 8, TargetSize = 16;
    private const uint RouterFlag = 0x8000_0000, SolicitedFlag = 0x4000_0000, OverrideFlag = 0x2000_0000;

    // RFC 4861 7.1: no router can have passed it on.
    private const byte LocalHopLimit = 255;
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);
    private static readonly UInt128 s_solicitedNode = new(0xff02_0000_0000_0000, 0x0000_0001_ff00_0000);

    private readonly Dictionary<(MemoryInterface Interface, IpAddress Address), Neighbour> _all = [];

    /// <summary>How long an address counts after it was told; then the station is asked again.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The stations whose addresses are known now.</summary>
    public IEnumerable<(IpAddress Address, MacAddress Mac, MemoryInterface Interface)> Known =>
        _all.Where(one => one.Value.Mac is not null).Select(one => (one.Key.Address, one.Value.Mac!.Value, one.Key.Interface));

    /// <summary>Sends a packet to a station. <paramref name="frame"/> has room for the Ethernet header in front, and belongs to the cache from now on.</summary>
    public void Send(MemoryInterface out_, IpAddress next, byte[] frame)
    {
        if (Group(next) is { } group)
        {
            Send(out_, group, frame);
            return;
        }

        if (!_all.TryGetValue((out_, next), out Neighbour? neighbour))
        {
            if (_all.Count >= MostNeighbours)
            {
                host.Counters.Unresolved++;
                return;
            }

            _all[(out_, next)] = neighbour = new Neighbour();
        }

        if (neighbour.Mac is { } mac && host.Loop.Now - neighbour.Told < Lifetime.Ticks * 100)
        {
            Send(out_, mac, frame);
            return;
        }

        neighbour.Mac = null;
        if (neighbour.Waiting.Count >= MostWaiting)
        {
            host.Counters.Unresolved++;
            return;
        }

        neighbour.Waiting.Enqueue(frame);
        if (neighbour.Retry is null) { Ask(out_, next, neighbour); }
    }

    /// <summary>Forgets all stations of an interface: its link was cut or it went down.</summary>
    public void Forget(MemoryInterface one)
    {
        foreach ((MemoryInterface Interface, IpAddress Address) key in _all.Keys.Where(key => key.Interface == one).ToArray()) { GiveUp(key, tell: false); }
    }

    /// <summary>Takes an ARP packet.</summary>
    public void TakeArp(MemoryInterface from, ReadOnlySpan<byte> bytes)
    {
        if (!ArpHeader.TryRead(bytes, out ArpHeader arp, out _) || !arp.IsEthernetIPv4)
        {
            host.Counters.Malformed++;
            return;
        }

        IpAddress sender = IpAddress.FromIPv4(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(arp.SenderProtocol));
        IpAddress target = IpAddress.FromIPv4(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(arp.TargetProtocol));
        MacAddress mac = MacAddress.Read(arp.SenderHardware);
        bool forUs = host.Addresses.Any(one => one.Interface == from && one.Address == target);
        // RFC 826, packet reception: who is known is updated, who asks us becomes known.
        Learn(from, sender, mac, isNew: forUs);
        if (forUs && arp.Operation == 1) { SendArp(from, 2, target, mac, sender, mac); }
    }

    /// <summary>Takes an ICMPv6 message when it is one of neighbour discovery; false when it is not.</summary>
    public bool TakeDiscovery(MemoryInterface from, IpAddress source, IpAddress destination, byte hopLimit, ReadOnlySpan<byte> message)
    {
        if (!IcmpV6Header.TryRead(message, out IcmpV6Header icmp, out _) || icmp.Type is not (Solicitation or Advertisement)) { return false; }
        if (hopLimit != LocalHopLimit || !icmp.HasTarget || InternetChecksum.Compute(source, destination, IpProtocols.IcmpV6, message) != 0)
        {
            host.Counters.Malformed++;
            return true;
        }

        MacAddress? mac = OptionOf(icmp.Payload[TargetSize..], icmp.Type == Solicitation ? SourceOption : TargetOption);
        if (icmp.Type == Advertisement)
        {
            if (mac is { } told) { Learn(from, icmp.Target, told, isNew: false); }
            return true;
        }

        IpAddress target = icmp.Target;
        if (mac is not { } asker || !host.Addresses.Any(one => one.Interface == from && one.Address == target)) { return true; }
        Learn(from, source, asker, isNew: true);
        SendDiscovery(from, Advertisement, SolicitedFlag | OverrideFlag | (host.Forwards ? RouterFlag : 0), target, source, target, asker);
        return true;
    }

    private static MacAddress? OptionOf(ReadOnlySpan<byte> options, byte wanted)
    {
        // RFC 4861 4.6: type, length in units of 8 bytes; a length of 0 makes the message void.
        while (options.Length >= OptionSize && options[1] > 0 && options[1] * OptionSize <= options.Length)
        {
            if (options[0] == wanted) { return MacAddress.Read(options[2..]); }
            options = options[(options[1] * OptionSize)..];
        }

        return null;
    }

    private void Learn(MemoryInterface from, IpAddress address, MacAddress mac, bool isNew)
    {
        if (!_all.TryGetValue((from, address), out Neighbour? neighbour))
        {
            if (!isNew || _all.Count >= MostNeighbours) { return; }
            _all[(from, address)] = neighbour = new Neighbour();
        }

        neighbour.Mac = mac;
        neighbour.Told = host.Loop.Now;
        neighbour.Tries = 0;
        neighbour.Retry?.Dispose();
        neighbour.Retry = null;
        while (neighbour.Waiting.TryDequeue(out byte[]? frame)) { Send(from, mac, frame); }
    }

    private void Ask(MemoryInterface out_, IpAddress next, Neighbour neighbour)
    {
        if (neighbour.Tries == MostTries || host.SourceFor(out_, next) is not { } source)
        {
            GiveUp((out_, next), tell: true);
            return;
        }

        neighbour.Tries++;
        neighbour.Retry?.Dispose();
        neighbour.Retry = host.Loop.Clock.CreateTimer(_ => Ask(out_, next, neighbour), null, s_retry, Timeout.InfiniteTimeSpan);
        if (next.IsIPv4)
        {
            SendArp(out_, 1, source, MacAddress.Broadcast, next, default);
            return;
        }

        var group = new IpAddress(s_solicitedNode | (next.Value & 0xff_ffff));
        SendDiscovery(out_, Solicitation, 0, source, group, next, Group(group)!.Value);
    }

    private void GiveUp((MemoryInterface Interface, IpAddress Address) key, bool tell)
    {
        if (!_all.Remove(key, out Neighbour? neighbour)) { return; }
        neighbour.Retry?.Dispose();
        host.Counters.Unresolved += neighbour.Waiting.Count;
        while (tell && neighbour.Waiting.TryDequeue(out byte[]? frame)) { host.Unreachable(frame.AsSpan(EthernetHeader.Size)); }
    }

    private void SendArp(MemoryInterface out_, ushort operation, IpAddress sender, MacAddress to, IpAddress target, MacAddress targetMac)
    {
        byte[] frame = new byte[EthernetHeader.Size + ArpHeader.EthernetIPv4Size];
        Span<byte> own = stackalloc byte[MacAddress.Size], other = stackalloc byte[MacAddress.Size], destination = stackalloc byte[MacAddress.Size];
        out_.Mac.CopyTo(own);
        targetMac.CopyTo(other);
        to.CopyTo(destination);
        EthernetHeader.Write(frame, destination, own, EtherTypes.Arp);
        ArpHeader.Write(frame.AsSpan(EthernetHeader.Size), operation, own, sender, other, target);
        out_.Send(frame);
    }

    private static void SendDiscovery(MemoryInterface out_, byte type, uint flags, IpAddress source, IpAddress destination, IpAddress target, MacAddress to)
    {
        byte[] frame = new byte[EthernetHeader.Size + IPv6Header.Size + IcmpV6Header.Size + TargetSize + OptionSize];
        Span<byte> payload = stackalloc byte[TargetSize + OptionSize];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(payload, target.Value);
        payload[TargetSize] = type == Solicitation ? SourceOption : TargetOption;
        payload[TargetSize + 1] = 1;
        out_.Mac.CopyTo(payload[(TargetSize + 2)..]);
        Span<byte> packet = frame.AsSpan(EthernetHeader.Size);
        IPv6Header.Write(packet, source, destination, IpProtocols.IcmpV6, packet.Length - IPv6Header.Size, LocalHopLimit);
        IcmpV6Header.Write(packet[IPv6Header.Size..], source, destination, type, 0, flags, payload);
        Send(out_, to, frame);
    }

    private static void Send(MemoryInterface out_, MacAddress to, byte[] frame)
    {
        Span<byte> own = stackalloc byte[MacAddress.Size], destination = stackalloc byte[MacAddress.Size];
        out_.Mac.CopyTo(own);
        to.CopyTo(destination);
        EthernetHeader.Write(frame, destination, own, frame[EthernetHeader.Size] >> 4 == 4 ? EtherTypes.IPv4 : EtherTypes.IPv6);
        out_.Send(frame);
    }

    // The Ethernet address of a group (RFC 1112 6.4, RFC 2464 7); null for a single station.
    private static MacAddress? Group(IpAddress address)
    {
        if (!address.IsIPv4) { return address.Value >> 120 == 0xff ? new MacAddress(0x3333_0000_0000UL | (uint)address.Value) : null; }
        uint four = (uint)address.Value;
        return four == uint.MaxValue ? MacAddress.Broadcast : four >> 28 == 14 ? new MacAddress(0x0100_5e00_0000UL | (four & 0x7f_ffff)) : null;
    }
}
