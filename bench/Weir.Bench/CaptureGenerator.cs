using System.Buffers.Binary;
using System.Globalization;

namespace Weir.Bench;

/// <summary>
/// Writes a large capture from a seed, for the comparisons in <c>bench/compare/</c>: TCP flows side by side over Ethernet and IPv4, each with its handshake, its data in order but for one segment
/// in a hundred that changes places with the next, and its end. It writes the bytes by hand, so that no codec of Weir is measured against itself.
/// </summary>
internal static class CaptureGenerator
{
    private const int HeaderLength = 14 + 20 + 20;

    /// <summary>Runs <c>generate FILE [packets] [flows] [mean payload bytes] [seed]</c>.</summary>
    public static void Run(ReadOnlySpan<string> args)
    {
        string file = args[0];
        int packets = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2_000_000;
        int flows = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 2_000;
        int payload = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 556;
        int seed = args.Length > 4 ? int.Parse(args[4], CultureInfo.InvariantCulture) : 1;
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        Write(stream, packets, flows, payload, new Random(seed));
    }

    private static void Write(Stream stream, int packets, int flows, int payload, Random random)
    {
        Span<byte> header = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xa1b2c3d4);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 262144);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], 1);
        stream.Write(header);

        uint[] next = new uint[flows];
        var later = new (int Flow, uint Sequence, int Length)[flows];
        byte[] record = new byte[16 + HeaderLength + 65536];
        random.NextBytes(record.AsSpan(16 + HeaderLength));
        long time = 1_700_000_000_000_000;
        int written = 0;
        void Emit(int flow, bool fromServer, uint sequence, uint acknowledgement, byte flags, int length)
        {
            time += random.Next(1, 20);
            stream.Write(Packet(record, time, flow, fromServer, sequence, acknowledgement, flags, length));
            written++;
        }

        for (int flow = 0; flow < flows; flow++)
        {
            next[flow] = (uint)random.NextInt64(uint.MaxValue);
            Emit(flow, false, next[flow], 0, 0x02, 0);
            Emit(flow, true, 1000, ++next[flow], 0x12, 0);
            Emit(flow, false, next[flow], 1001, 0x10, 0);
        }

        while (written < packets - (2 * flows))
        {
            int flow = random.Next(flows);
            int length = 1 + random.Next(2 * payload);
            if (later[flow].Length == 0 && random.Next(100) == 0)
            {
                later[flow] = (flow, next[flow], length);
                next[flow] += (uint)length;
                continue;
            }

            Emit(flow, false, next[flow], 1001, 0x18, length);
            next[flow] += (uint)length;
            if (later[flow].Length > 0)
            {
                Emit(flow, false, later[flow].Sequence, 1001, 0x18, later[flow].Length);
                later[flow] = default;
            }
        }

        for (int flow = 0; flow < flows; flow++)
        {
            if (later[flow].Length > 0) { Emit(flow, false, later[flow].Sequence, 1001, 0x18, later[flow].Length); }
            Emit(flow, false, next[flow], 1001, 0x11, 0);
            Emit(flow, true, 1001, next[flow] + 1, 0x11, 0);
        }
    }

    private static ReadOnlySpan<byte> Packet(byte[] record, long time, int flow, bool fromServer, uint sequence, uint acknowledgement, byte flags, int length)
    {
        int frame = HeaderLength + length;
        Span<byte> r = record;
        BinaryPrimitives.WriteUInt32LittleEndian(r, (uint)(time / 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(r[4..], (uint)(time % 1_000_000));
        BinaryPrimitives.WriteInt32LittleEndian(r[8..], frame);
        BinaryPrimitives.WriteInt32LittleEndian(r[12..], frame);
        Span<byte> ethernet = r[16..];
        BinaryPrimitives.WriteUInt64BigEndian(ethernet, 0x0200_0000_0001_0200);
        BinaryPrimitives.WriteUInt32BigEndian(ethernet[8..], 2);
        BinaryPrimitives.WriteUInt16BigEndian(ethernet[12..], 0x0800);
        Span<byte> ip = ethernet[14..];
        ip[..20].Clear();
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(40 + length));
        ip[8] = 64;
        ip[9] = 6;
        uint client = 0x0a000001 + (uint)(flow % 50_000);
        const uint server = 0x0a800001;
        BinaryPrimitives.WriteUInt32BigEndian(ip[12..], fromServer ? server : client);
        BinaryPrimitives.WriteUInt32BigEndian(ip[16..], fromServer ? client : server);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], Checksum(ip[..20]));
        Span<byte> tcp = ip[20..];
        tcp[..20].Clear();
        ushort port = (ushort)(20_000 + (flow / 50_000));
        BinaryPrimitives.WriteUInt16BigEndian(tcp, fromServer ? (ushort)80 : port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], fromServer ? port : (ushort)80);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], acknowledgement);
        tcp[12] = 0x50;
        tcp[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], 65535);
        return r[..(16 + frame)];
    }

    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (int i = 0; i < header.Length; i += 2) { sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]); }
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~(sum + (sum >> 16));
    }
}
