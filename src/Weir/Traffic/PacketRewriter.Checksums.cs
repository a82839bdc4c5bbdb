using System.Buffers.Binary;
using Weir.Wire.Frames;

namespace Weir.Traffic;

/// <content>Checksums: which ones cover a byte, and how they follow its change.</content>
internal sealed partial class PacketRewriter
{
    // An IP header, a GRE header and a transport header for each tunnel, twice as many for what ICMP errors quote; beyond that nothing is followed.
    private const int MostCovers = 32;
    private readonly Cover[] _covers = new Cover[MostCovers];
    private int _coverCount;

    /// <summary>A checksum and the bytes that it covers, from the outermost to the innermost.</summary>
    private struct Cover
    {
        public int Field;
        public int Start;
        public int End;          // as the headers promise it; may lie beyond the captured bytes
        public byte Protocol;    // of a pseudo-header; 0 when there is none
        public bool ZeroIsAbsent;
        public bool IsAbsent;    // the field was 0 and says so
        public bool IsPartial;   // the field holds the sum over the pseudo-header only: sending hardware had yet to finish it
        public bool IsWhole;     // no fragment: the bytes from Start to End are all there is under it
        public IpAddress Source;
        public IpAddress Destination;
    }

    /// <summary>Remembers a checksum; -1 when its field was not captured, or when there are too many.</summary>
    private int Push(in Cover cover)
    {
        if (cover.Field + 2 > _length || _coverCount == MostCovers) { return -1; }
        _covers[_coverCount] = cover;
        return _coverCount++;
    }

    /// <summary>Changes 16 bits, and every checksum over them.</summary>
    private void Write16(int at, ushort value) => Write16(at, value, _coverCount);

    private void Write16(int at, ushort value, int covers)
    {
        ushort before = Read16(at);
        if (before == value) { return; }
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(at), value);
        for (int i = covers - 1; i >= 0; i--)
        {
            ref Cover cover = ref _covers[i];
            if (at < cover.Start || at >= cover.End || cover.IsPartial) { continue; }
            // A word at an odd place counts with its bytes swapped (RFC 1071 2B).
            if (((at - cover.Start) & 1) == 0) { Follow(i, before, value); }
            else { Follow(i, BinaryPrimitives.ReverseEndianness(before), BinaryPrimitives.ReverseEndianness(value)); }
        }
    }

    /// <summary>Changes an address, and every checksum over it.</summary>
    private void WriteAddress(int at, IpAddress address)
    {
        if (address.IsIPv4)
        {
            uint value = (uint)address.Low;
            Write16(at, (ushort)(value >> 16));
            Write16(at + 2, (ushort)value);
            return;
        }

        for (int i = 0; i < 8; i++) { Write16(at + (2 * i), (ushort)((i < 4 ? address.High : address.Low) >> (48 - (16 * (i & 3))))); }
    }

    /// <summary>Lets checksum <paramref name="index"/> follow the change of a word under it; its own field lies under those further out.</summary>
    private void Follow(int index, ushort before, ushort after)
    {
        ref Cover cover = ref _covers[index];
        if (cover.IsAbsent || before == after) { return; }
        ushort field = Read16(cover.Field);
        ushort updated = cover.IsPartial ? (ushort)~InternetChecksum.Update((ushort)~field, before, after) : InternetChecksum.Update(field, before, after);
        if (updated == 0 && cover.ZeroIsAbsent) { updated = 0xffff; } // RFC 768: a sum of zero is sent as all ones
        Write16(cover.Field, updated, index);
    }

    /// <summary>Lets a transport checksum follow the change of an address of its pseudo-header.</summary>
    private void FollowPseudo(int index, IpAddress before, IpAddress after)
    {
        if (before == after) { return; }
        for (int shift = before.IsIPv4 ? 16 : 112; shift >= 0; shift -= 16) { Follow(index, (ushort)(before.Value >> shift), (ushort)(after.Value >> shift)); }
    }

    /// <summary>Computes all checksums from their bytes, the innermost first, where these are all there.</summary>
    private void ComputeChecksums()
    {
        for (int i = _coverCount - 1; i >= 0; i--)
        {
            ref Cover cover = ref _covers[i];
            if (!cover.IsWhole || cover.End > _length || cover.IsAbsent && cover.ZeroIsAbsent) { continue; }
            // The field counts as zero while the sum is taken; nothing further out sees that.
            ushort before = Read16(cover.Field);
            BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(cover.Field), 0);
            ReadOnlySpan<byte> covered = _bytes.AsSpan(cover.Start, cover.End - cover.Start);
            ushort sum = cover.Protocol == 0 ? InternetChecksum.Compute(covered) : InternetChecksum.Compute(cover.Source, cover.Destination, cover.Protocol, covered);
            if (sum == 0 && cover.ZeroIsAbsent) { sum = 0xffff; }
            BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(cover.Field), before);
            Write16(cover.Field, sum, i);
        }
    }

    /// <summary>Where the checksum of a transport protocol lies in its header, and whether a pseudo-header is under it; -1 when it has none that follows an address or port.</summary>
    private static int ChecksumField(byte protocol, byte version, out bool pseudo)
    {
        pseudo = true;
        switch (protocol)
        {
            case IpProtocols.Tcp: return 16;
            case IpProtocols.Udp or UdpLite or Dccp: return 6;
            case IpProtocols.IcmpV6: return 2;
            case IpProtocols.Mobility when version == 6: return 4;
            case Ospf when version == 6: return 12;
            case Pim when version == 6: return 2;
            case IpProtocols.Icmp:
                pseudo = false;
                return 2;
            default: return -1;
        }
    }

    // RFC 4340 5.1, RFC 5340 A.3.1, RFC 7761 4.9, RFC 3828 3.1.
    private const byte Dccp = 33;
    private const byte Ospf = 89;
    private const byte Pim = 103;
    private const byte UdpLite = 136;
}
