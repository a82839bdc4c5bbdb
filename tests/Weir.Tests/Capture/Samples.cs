using Weir.Capture;
using Weir.Wire.Captures;
using Weir.Wire.Frames;

namespace Weir.Tests.Capture;

/// <summary>Small captures with everything in them, and where their records begin.</summary>
internal sealed record Sample(string Name, byte[] Bytes, int HeaderLength, int[] Ends, int[] PacketEnds)
{
    public static readonly long Start = 1_700_000_000_123_456_789;

    /// <summary>A packet's bytes: its length and content follow from its number.</summary>
    public static byte[] Packet(int number)
    {
        byte[] bytes = new byte[(number * 7 % 61) + (number % 5 == 0 ? 0 : 1)];
        for (int i = 0; i < bytes.Length; i++) { bytes[i] = (byte)(number + (i * 3)); }
        return bytes;
    }

    public static IEnumerable<Sample> All()
    {
        foreach (bool bigEndian in (bool[])[false, true])
        {
            foreach (PcapVariant variant in Enum.GetValues<PcapVariant>()) { yield return Pcap(variant, bigEndian); }
            yield return Pcapng(bigEndian);
        }
    }

    public static Sample Pcap(PcapVariant variant, bool bigEndian, int packets = 12)
    {
        using MemoryStream stream = new();
        CaptureFileFormat format = variant switch
        {
            PcapVariant.Nanoseconds => CaptureFileFormat.PcapNanoseconds,
            PcapVariant.Modified => CaptureFileFormat.PcapModified,
            _ => CaptureFileFormat.Pcap,
        };
        CapturePoint point = new("p", "p.pcap", LinkType.Ethernet);
        List<int> ends = [];
        using (CaptureWriter writer = CaptureWriter.Create(stream, new CaptureWriterOptions { Format = format, BigEndian = bigEndian, BufferSize = 0 }, leaveOpen: true))
        {
            for (int i = 1; i <= packets; i++)
            {
                byte[] bytes = Packet(i);
                writer.Write(new Frame(bytes, point, i, Start + (i * 1_000_001L), bytes.Length + i));
                ends.Add((int)stream.Length);
            }
        }

        return new Sample($"{variant} {(bigEndian ? "big" : "little")}", stream.ToArray(), PcapHeader.Size, [.. ends], [.. ends]);
    }

    /// <summary>All block types there are, in two sections of opposite byte order.</summary>
    public static Sample Pcapng(bool bigEndian)
    {
        List<byte> bytes = [];
        List<int> ends = [];
        List<int> packetEnds = [];
        int headerLength = 0;
        for (int section = 0; section < 2; section++)
        {
            PcapngBlockWriter w = new(bigEndian ^ (section == 1));
            void End(bool isPacket = false)
            {
                w.End();
                bytes.AddRange(w.Written);
                w.Clear();
                if (bytes.Count > headerLength && headerLength > 0) { ends.Add(bytes.Count); }
                if (headerLength == 0) { headerLength = bytes.Count; }
                if (isPacket) { packetEnds.Add(bytes.Count); }
            }

            SectionHeaderBlock.Write(w, -1);
            w.Option(PcapngOption.Comment, $"section {section}");
            End();
            InterfaceDescriptionBlock.Write(w, (int)LinkType.Ethernet, 32);
            w.Option(InterfaceDescriptionBlock.NameOption, "eth0");
            w.Option(InterfaceDescriptionBlock.DescriptionOption, "first");
            w.Option(InterfaceDescriptionBlock.FilterOption, [0, (byte)'i', (byte)'p']);
            w.Option(InterfaceDescriptionBlock.OsOption, "Linux");
            End();
            InterfaceDescriptionBlock.Write(w, (int)LinkType.Raw, 0);
            w.Option(InterfaceDescriptionBlock.ResolutionOption, [9]);
            w.Option(InterfaceDescriptionBlock.OffsetOption, 100ul);
            if (section == 0) { w.Option(InterfaceDescriptionBlock.NameOption, "tun0"); }
            End();
            w.Begin(PcapngBlockType.NameResolution);
            NameResolutionBlock.WriteRecord(w, IpAddress.FromIPv4(0x0a00_0001), $"host{section}");
            NameResolutionBlock.WriteEnd(w);
            End();
            DecryptionSecretsBlock.Write(w, DecryptionSecretsBlock.TlsKeyLog, [1, 2, 3, (byte)section]);
            End();
            EnhancedPacketBlock.Write(w, 1, (ulong)Start, Packet(1), 1000);
            w.Option(PcapngOption.Comment, "first packet");
            w.Option(EnhancedPacketBlock.FlagsOption, 1u);
            w.Option(EnhancedPacketBlock.HashOption, [2, 1, 2, 3, 4]);
            w.Option(EnhancedPacketBlock.DropCountOption, 4ul);
            w.Option(EnhancedPacketBlock.PacketIdOption, 77ul);
            w.Option(EnhancedPacketBlock.QueueOption, 3u);
            w.Option(EnhancedPacketBlock.VerdictOption, [0, 1]);
            End(isPacket: true);
            w.Begin((PcapngBlockType)0x1234);
            w.PaddedBytes(new byte[9]);
            End();
            PacketBlock.Write(w, 0, 2, (ulong)Start / 1000, Packet(2), (uint)Packet(2).Length);
            End(isPacket: true);
            CustomBlock.Write(w, 32473, mayCopy: true, [1, 2, 3]);
            End();
            SimplePacketBlock.Write(w, Packet(9).AsSpan(0, 2), 2);
            End(isPacket: true);
            EnhancedPacketBlock.Write(w, 0, (ulong)Start / 1000, Packet(4), (uint)Packet(4).Length);
            End(isPacket: true);
            new InterfaceStatisticsBlock { InterfaceId = 0, Received = 50, Dropped = 7, Timestamp = 1 }.Write(w);
            w.Option(PcapngOption.Comment, "done");
            End();
        }

        return new Sample($"pcapng {(bigEndian ? "big" : "little")}", [.. bytes], headerLength, [.. ends], [.. packetEnds]);
    }

    public override string ToString() => Name;
}
