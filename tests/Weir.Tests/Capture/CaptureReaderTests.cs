using Weir.Capture;
using Weir.Wire.Captures;
using Weir.Wire.Frames;

namespace Weir.Tests.Capture;

public class CaptureReaderTests
{
    public static TheoryData<PcapVariant, bool> Variants => new(
        from variant in Enum.GetValues<PcapVariant>() from bigEndian in (bool[])[false, true] select (variant, bigEndian));

    [Theory]
    [MemberData(nameof(Variants))]
    public void Pcap_packets_come_with_bytes_lengths_and_times(PcapVariant variant, bool bigEndian)
    {
        Sample sample = Sample.Pcap(variant, bigEndian);
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(sample.Bytes), "folder/net.pcap");
        reader.Format.ShouldBe(variant switch { PcapVariant.Nanoseconds => "pcap-ns", PcapVariant.Modified => "pcap-modified", _ => "pcap" });
        CapturePoint point = reader.Points.ShouldHaveSingleItem();
        point.ShouldBe(new CapturePoint("net", "folder/net.pcap", LinkType.Ethernet));
        for (int i = 1; i <= 12; i++)
        {
            reader.TryRead(out Frame frame).ShouldBeTrue();
            frame.Bytes.SequenceEqual(Sample.Packet(i)).ShouldBeTrue();
            frame.OriginalLength.ShouldBe(Sample.Packet(i).Length + i);
            frame.Number.ShouldBe(i);
            ReferenceEquals(frame.Point, point).ShouldBeTrue();
            long time = Sample.Start + (i * 1_000_001L);
            frame.Time.ShouldBe(variant == PcapVariant.Nanoseconds ? time : time / 1000 * 1000);
        }

        reader.TryRead(out Frame none).ShouldBeFalse();
        none.Bytes.IsEmpty.ShouldBeTrue();
        reader.TryRead(out _).ShouldBeFalse();
        reader.Fault.ShouldBeNull();
        reader.PacketCount.ShouldBe(12);
        reader.Position.ShouldBe(sample.Bytes.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pcapng_hands_on_all_that_it_brings_along(bool bigEndian)
    {
        Sample sample = Sample.Pcapng(bigEndian);
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(sample.Bytes), "net.pcapng.gz");
        reader.Format.ShouldBe("pcapng");
        List<string> seen = [];
        while (reader.TryRead(out Frame frame))
        {
            seen.Add($"{frame.Number} {frame.Point.Name} {frame.Point.LinkType} {frame.Bytes.Length}/{frame.OriginalLength} {frame.Time} {reader.HasTime}");
        }

        reader.Fault.ShouldBeNull();
        const string Shifted = "1700000100123456789"; // if_tsoffset 100 s
        seen.ShouldBe([
            $"1 tun0 Raw 8/1000 {Shifted} True",
            "2 eth0 Ethernet 15/15 1700000000123456000 True",
            "3 eth0 Ethernet 2/2 0 False",
            "4 eth0 Ethernet 29/29 1700000000123456000 True",
            $"5 net#3 Raw 8/1000 {Shifted} True",
            "6 eth0#2 Ethernet 15/15 1700000000123456000 True",
            "7 eth0#2 Ethernet 2/2 0 False",
            "8 eth0#2 Ethernet 29/29 1700000000123456000 True",
        ]);
        reader.Secrets.Select(s => (s.Type, Convert.ToHexStringLower(s.Data.Span))).ShouldBe(
            [(DecryptionSecretsBlock.TlsKeyLog, "01020300"), (DecryptionSecretsBlock.TlsKeyLog, "01020301")]);
        reader.NameRecords.ShouldBe([new CaptureName(IpAddress.FromIPv4(0x0a00_0001), "host0"), new CaptureName(IpAddress.FromIPv4(0x0a00_0001), "host1")]);
        reader.Comments.ShouldBe([
            new CaptureComment(0, "section 0"), new CaptureComment(1, "first packet"), new CaptureComment(0, "done"),
            new CaptureComment(0, "section 1"), new CaptureComment(5, "first packet"), new CaptureComment(0, "done"),
        ]);
        reader.RingDrops.ShouldBe(2 * (7 + 4)); // by statistics where they say more than the packets' own counts
        CaptureInterface first = reader.Interfaces[0];
        (first.Name, first.Description, first.Filter, first.OperatingSystem, first.SnapLength, first.LinkType, first.Packets, first.Received, first.Dropped)
            .ShouldBe(("eth0", "first", "ip", "Linux", 32u, 1, 3L, 50L, 7L));
        CaptureInterface second = reader.Interfaces[1];
        (second.Name, second.Resolution, second.OffsetSeconds, second.Packets, second.Received, second.Dropped)
            .ShouldBe(("tun0", TimestampResolution.Nanoseconds, 100L, 1L, null, 4L));
        second.Point.ShouldBe(reader.Points[1]);
    }

    [Theory]
    [InlineData("net.pcap", "net")]
    [InlineData("a/b/net.pcapng", "net")]
    [InlineData("net.pcap.gz", "net")]
    [InlineData("net.pcap.zst", "net")]
    [InlineData("net.1.pcap.GZ", "net.1")]
    [InlineData("net", "net")]
    [InlineData("net.gz", "net")]
    [InlineData(".gz", ".gz")]
    [InlineData(".pcap", ".pcap")]
    [InlineData("-", "stdin")]
    public void Points_are_named_by_their_file(string path, string name) => PointNames.OfFile(path).ShouldBe(name);

    [Theory]
    [InlineData("eth0", "f")]
    [InlineData("", "f")]
    [InlineData("eth0,eth1", "eth0,eth1")]
    [InlineData("eth0,eth0", "eth0#0,eth0#1")]
    [InlineData("eth0,,", "eth0,f#1,f#2")]
    [InlineData(",", "f#0,f#1")]
    public void Interfaces_of_one_file_have_their_own_names(string names, string points)
    {
        CaptureInterface[] interfaces = [.. names.Split(',').Select(n => new CaptureInterface(1, 0) { Name = n.Length > 0 ? n : null })];
        string.Join(',', PointNames.OfInterfaces("f", interfaces, 0, new HashSet<string>())).ShouldBe(points);
    }

    [Fact]
    public void Later_interface_with_a_name_that_is_taken_gets_its_index()
    {
        CaptureInterface[] interfaces = [.. new[] { "eth0", "eth0", "eth1" }.Select(n => new CaptureInterface(1, 0) { Name = n })];
        PointNames.OfInterfaces("f", interfaces, 1, new HashSet<string> { "eth0" }).ShouldBe(["eth0#1", "eth1"]);
    }

    [Fact]
    public void Records_longer_than_the_buffer_are_read_whole()
    {
        using MemoryStream stream = new();
        byte[] bytes = new byte[200_000];
        new Random(5).NextBytes(bytes);
        using (CaptureWriter writer = CaptureWriter.Create(stream, null, leaveOpen: true))
        {
            CapturePoint point = new("p", "p", LinkType.Ethernet);
            writer.Write(new Frame(bytes.AsSpan(0, 10), point, 1, 1, 10));
            writer.Write(new Frame(bytes, point, 2, 2, bytes.Length));
            writer.Write(new Frame(bytes.AsSpan(0, 20), point, 3, 3, 20));
        }

        stream.Position = 0;
        using CaptureReader reader = CaptureReader.Open(new Trickle(stream, 777), "p", new CaptureReaderOptions { BufferSize = 64 });
        int[] lengths = [10, 200_000, 20];
        foreach (int length in lengths)
        {
            reader.TryRead(out Frame frame).ShouldBeTrue();
            frame.Bytes.SequenceEqual(bytes.AsSpan(0, length)).ShouldBeTrue();
        }

        reader.TryRead(out _).ShouldBeFalse();
        reader.Fault.ShouldBeNull();
    }

    [Theory]
    [InlineData(262_144, true)]
    [InlineData(262_145, false)]
    public void Captured_length_is_compared_with_the_limit(int length, bool whole)
    {
        byte[] bytes = new byte[24 + 16 + length];
        PcapHeader file = new(PcapVariant.Microseconds, false, 2, 4, 0, 1);
        file.Write(bytes);
        new PcapRecordHeader(1, 0, (uint)length, (uint)length).Write(bytes.AsSpan(24), file);
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(bytes), "p");
        reader.TryRead(out Frame frame).ShouldBe(whole);
        frame.Bytes.Length.ShouldBe(whole ? length : 0);
        reader.TryRead(out _).ShouldBeFalse();
        reader.Fault?.Message.ShouldBe("packet 1 at byte 24: its record says 262145 captured bytes, more than the limit of 262144");
        (reader.Fault is null).ShouldBe(whole);
    }

    [Fact]
    public void Length_of_four_gigabytes_allocates_nothing()
    {
        byte[] bytes = new byte[24 + 16];
        PcapHeader file = new(PcapVariant.Microseconds, false, 2, 4, 0, 249); // USBPcap: 128 MiB are allowed
        file.Write(bytes);
        new PcapRecordHeader(1, 0, CaptureLimits.LongPacketLength, 1).Write(bytes.AsSpan(24), file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(bytes), "p");
        reader.TryRead(out _).ShouldBeFalse();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
        reader.Fault.ShouldNotBeNull().IsTruncated.ShouldBeTrue();
    }

    [Theory]
    [InlineData(2, "packet 1 at byte 56: it was captured on interface 1, but its section has described 1")]
    [InlineData(1, "packet 1 at byte 28: it was captured on interface 0, but its section has described 0")]
    public void Packet_of_an_interface_that_was_not_described_is_damage(int which, string message)
    {
        PcapngBlockWriter w = new();
        SectionHeaderBlock.Write(w, -1);
        w.End();
        if (which == 2)
        {
            InterfaceDescriptionBlock.Write(w, 1, 0);
            w.Option(InterfaceDescriptionBlock.NameOption, "a");
            w.End();
        }

        EnhancedPacketBlock.Write(w, (uint)which - 1, 0, [1], 1);
        w.End();
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(w.Written.ToArray()), "p");
        reader.TryRead(out _).ShouldBeFalse();
        reader.Fault.ShouldNotBeNull().Message.ShouldBe(message.Replace("byte 56", $"byte {28 + 20 + 12}"));
        reader.Fault.IsTruncated.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, 0, "packet 1 at byte 0: an option of a Section Header Block reaches beyond the block")]
    [InlineData(1, 0, "packet 1 at byte 36: an option of an Interface Description Block reaches beyond the block")]
    [InlineData(2, 0, "packet 1 at byte 64: an option of a Name Resolution Block reaches beyond the block")]
    [InlineData(3, 0, "packet 1 at byte 88: an option of a Decryption Secrets Block reaches beyond the block")]
    [InlineData(4, 0, "packet 1 at byte 116: an option of an Enhanced Packet Block reaches beyond the block")]
    [InlineData(5, 1, "packet 2 at byte 156: an option of a Packet Block reaches beyond the block")]
    [InlineData(6, 2, "packet 3 at byte 196: an option of an Interface Statistics Block reaches beyond the block")]
    [InlineData(7, 2, null)]
    public void Option_that_reaches_beyond_its_block_is_damage(int damaged, int packets, string? message)
    {
        PcapngBlockWriter w = new();
        int block = 0;
        void End()
        {
            w.UInt16(1);
            w.UInt16((ushort)(block == damaged ? 5 : 4)); // four bytes are there
            w.UInt32(0x41414141);
            w.End();
            block++;
        }

        SectionHeaderBlock.Write(w, -1);
        End();
        InterfaceDescriptionBlock.Write(w, 1, 0);
        End();
        w.Begin(PcapngBlockType.NameResolution);
        NameResolutionBlock.WriteEnd(w);
        End();
        DecryptionSecretsBlock.Write(w, 1, []);
        End();
        EnhancedPacketBlock.Write(w, 0, 0, [], 0);
        End();
        PacketBlock.Write(w, 0, 0, 0, [], 0);
        End();
        new InterfaceStatisticsBlock { InterfaceId = 0 }.Write(w);
        End();
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(w.Written.ToArray()), "p");
        CaptureDamageTests.ReadAll(reader, inBatches: false).Count.ShouldBe(packets);
        reader.Fault?.Message.ShouldBe(message);
        (reader.Fault is null).ShouldBe(message is null);
    }

    [Theory]
    [InlineData(1, false, "packet 2 at byte 56: it has 262145 captured bytes, more than the limit of 262144")]
    [InlineData(231, true, null)]
    public void Captured_length_in_pcapng_is_compared_with_the_limit_of_its_link_type(int linkType, bool whole, string? message)
    {
        PcapngBlockWriter w = new();
        SectionHeaderBlock.Write(w, -1);
        w.End();
        InterfaceDescriptionBlock.Write(w, linkType, 0);
        w.End();
        EnhancedPacketBlock.Write(w, 0, 0, new byte[CaptureLimits.PacketLength], 0);
        w.End();
        int start = w.Written.Length;
        EnhancedPacketBlock.Write(w, 0, 0, new byte[CaptureLimits.PacketLength + 1], 0);
        w.End();
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(w.Written.ToArray()), "p");
        CaptureDamageTests.ReadAll(reader, inBatches: true).Count.ShouldBe(whole ? 2 : 1);
        reader.Fault?.Message.ShouldBe(message?.Replace("byte 56", $"byte {start}"));
        (reader.Fault is null).ShouldBe(whole);
    }

    [Fact]
    public void Long_blocks_of_no_interest_are_passed_over_without_being_kept()
    {
        PcapngBlockWriter w = new();
        SectionHeaderBlock.Write(w, -1);
        w.End();
        InterfaceDescriptionBlock.Write(w, 1, 0);
        w.End();
        EnhancedPacketBlock.Write(w, 0, 0, [1], 1);
        w.End();
        int start = w.Written.Length;
        w.Begin((PcapngBlockType)0x7777);
        w.PaddedBytes(new byte[20_000_000]);
        w.End();
        int end = w.Written.Length;
        CustomBlock.Write(w, 1, true, new byte[CaptureLimits.KeptBlockLength]); // too long to be kept, though understood
        w.End();
        EnhancedPacketBlock.Write(w, 0, 0, [2], 1);
        w.End();
        byte[] bytes = w.Written.ToArray();
        foreach (bool inBatches in (bool[])[false, true])
        {
            using CaptureReader reader = CaptureReader.Open(new MemoryStream(bytes), "p");
            long before = GC.GetAllocatedBytesForCurrentThread();
            CaptureDamageTests.ReadAll(reader, inBatches).Count.ShouldBe(2);
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
            reader.Fault.ShouldBeNull();

            using CaptureReader cut = CaptureReader.Open(new MemoryStream(bytes[..(end - 1)]), "p");
            CaptureDamageTests.ReadAll(cut, inBatches).Count.ShouldBe(1);
            cut.Fault.ShouldNotBeNull().Message.ShouldBe(
                $"packet 2 at byte {start} is cut off: a block of type 0x00007777 needs {end - start} bytes, {end - start - 1} are left");

            bytes[end - 4] ^= 4; // the second length
            using CaptureReader odd = CaptureReader.Open(new MemoryStream(bytes), "p");
            CaptureDamageTests.ReadAll(odd, inBatches).Count.ShouldBe(1);
            odd.Fault.ShouldNotBeNull().Message.ShouldBe(
                $"packet 2 at byte {start}: the two lengths of a block of type 0x00007777 differ: {end - start} and {(end - start) ^ 4}");
            bytes[end - 4] ^= 4;
        }
    }

    [Fact]
    public void Unreadable_paths_are_named()
    {
        string folder = Directory.CreateTempSubdirectory("weir-test").FullName;
        try
        {
            string absent = Path.Combine(folder, "absent.pcap");
            Should.Throw<WeirException>(() => CaptureReader.Open(absent)).Message.ShouldBe($"{absent}: there is no such file");
            Should.Throw<WeirException>(() => CaptureReader.Open(Path.Combine(absent, "x"))).ExitCode.ShouldBe(2);
            Should.Throw<WeirException>(() => CaptureReader.Open(folder)).Message.ShouldBe($"{folder}: this is a folder, not a capture");
            string text = Path.Combine(folder, "text");
            File.WriteAllText(text, "hello, this is text");
            Should.Throw<WeirException>(() => CaptureReader.Open(text)).Message.ShouldBe($"{text}: this is no capture (neither pcap nor pcapng)");
            File.WriteAllText(text, "");
            Should.Throw<WeirException>(() => CaptureReader.Open(text)).Message.ShouldBe($"{text}: the file is empty, so it is no capture");
            File.WriteAllBytes(text, [0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 1, 2, 3, 4]);
            Should.Throw<WeirException>(() => CaptureReader.Open(text)).Message.ShouldBe(
                $"{text}: this is no capture: it begins like pcapng, but the section header's byte-order magic is wrong");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(1 << 20)]
    public void Batches_hold_the_same_packets(int size)
    {
        foreach (Sample sample in Sample.All())
        {
            using CaptureReader single = CaptureReader.Open(new MemoryStream(sample.Bytes), "net.pcap");
            using CaptureReader batched = CaptureReader.Open(new MemoryStream(sample.Bytes), "net.pcap", new CaptureReaderOptions { BufferSize = 64 });
            FrameBatch batch = new(size);
            int batches = 0;
            while (batched.TryReadBatch(batch))
            {
                batches++;
                batch.Count.ShouldBeGreaterThan(0);
                for (int i = 0; i < batch.Count; i++)
                {
                    single.TryRead(out Frame expected).ShouldBeTrue();
                    Frame frame = batch[i];
                    frame.Bytes.SequenceEqual(expected.Bytes).ShouldBeTrue();
                    (frame.Point.Name, frame.Number, frame.Time, frame.OriginalLength)
                        .ShouldBe((expected.Point.Name, expected.Number, expected.Time, expected.OriginalLength));
                }

                // One packet between two batches: the two ways of reading may be mixed.
                if (batched.TryRead(out Frame between))
                {
                    single.TryRead(out Frame expected).ShouldBeTrue();
                    between.Bytes.SequenceEqual(expected.Bytes).ShouldBeTrue();
                    between.Number.ShouldBe(expected.Number);
                }
            }

            single.TryRead(out _).ShouldBeFalse();
            batch.Count.ShouldBe(0);
            batched.Fault.ShouldBeNull();
            batched.TryReadBatch(batch).ShouldBeFalse();
            batches.ShouldBeGreaterThan(size < 1000 ? 1 : 0);
        }
    }
}

/// <summary>A stream that gives at most so many bytes at once, as pipes do.</summary>
internal sealed class Trickle(Stream inner, int most) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, Math.Min(count, most));
    public override int Read(Span<byte> buffer) => inner.Read(buffer[..Math.Min(buffer.Length, most)]);
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}
