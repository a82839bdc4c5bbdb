using FsCheck;
using FsCheck.Fluent;
using Weir.Capture;
using Weir.Wire.Captures;
using Weir.Wire.Frames;

namespace Weir.Tests.Capture;

public class CaptureWriterTests
{
    private sealed record Packet(byte[] Bytes, int Point, long Time, int More);

    private static readonly CapturePoint[] Points =
        [new("a", "a.pcap", LinkType.Ethernet), new("b", "b.pcap", LinkType.Raw), new("c", "c.pcap", LinkType.LinuxSll2)];

    private static Gen<Packet> Packets =>
        from bytes in ArbMap.Default.GeneratorFor<byte[]>()
        from point in Gen.Choose(0, 2)
        from seconds in Gen.Choose(0, int.MaxValue)
        from nanoseconds in Gen.Choose(0, 999_999_999)
        from more in Gen.Choose(0, 100_000)
        select new Packet(bytes, point, (seconds * 1_000_000_000L) + nanoseconds, more);

    [Theory]
    [InlineData(CaptureFileFormat.Pcap, false)]
    [InlineData(CaptureFileFormat.Pcap, true)]
    [InlineData(CaptureFileFormat.PcapNanoseconds, false)]
    [InlineData(CaptureFileFormat.PcapNanoseconds, true)]
    [InlineData(CaptureFileFormat.PcapModified, false)]
    [InlineData(CaptureFileFormat.PcapModified, true)]
    [InlineData(CaptureFileFormat.Pcapng, false)]
    [InlineData(CaptureFileFormat.Pcapng, true)]
    public void What_is_written_reads_back(CaptureFileFormat format, bool bigEndian) => Check.QuickThrowOnFailure(Prop.ForAll(Packets.ListOf().ToArbitrary(), packets =>
    {
        bool isPcapng = format == CaptureFileFormat.Pcapng;
        long unit = format is CaptureFileFormat.Pcapng or CaptureFileFormat.PcapNanoseconds ? 1 : 1000;
        using MemoryStream stream = new();
        using (CaptureWriter writer = CaptureWriter.Create(stream, new CaptureWriterOptions { Format = format, BigEndian = bigEndian, BufferSize = 100 }, leaveOpen: true))
        {
            if (isPcapng) { foreach (CapturePoint point in Points) { writer.AddPoint(point); } }
            foreach (Packet packet in packets)
            {
                writer.Write(new Frame(packet.Bytes, Points[isPcapng ? packet.Point : 1], 0, packet.Time, packet.Bytes.Length + packet.More));
            }

            writer.PacketCount.ShouldBe(packets.Count);
        }

        stream.Position = 0;
        using CaptureReader reader = CaptureReader.Open(stream, "x.pcap");
        foreach (Packet packet in packets)
        {
            reader.TryRead(out Frame frame).ShouldBeTrue();
            frame.Bytes.SequenceEqual(packet.Bytes).ShouldBeTrue();
            frame.OriginalLength.ShouldBe(packet.Bytes.Length + packet.More);
            frame.Time.ShouldBe(packet.Time / unit * unit);
            frame.Point.LinkType.ShouldBe(Points[isPcapng ? packet.Point : 1].LinkType);
            if (isPcapng) { frame.Point.Name.ShouldBe(Points[packet.Point].Name); }
        }

        reader.TryRead(out _).ShouldBeFalse();
        reader.Fault.ShouldBeNull();
    }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pcapng_keeps_what_else_is_known(bool bigEndian)
    {
        using MemoryStream stream = new();
        using (CaptureWriter writer = CaptureWriter.Create(stream, new CaptureWriterOptions { BigEndian = bigEndian, Comment = "all" }, leaveOpen: true))
        {
            writer.Write(new CaptureSecret(7, new byte[] { 1, 2, 3 }));
            writer.Write([new CaptureName(IpAddress.FromIPv4(1), "one"), new CaptureName(new IpAddress(1), "six")]);
            writer.Write(new Frame([1], Points[0], 1, 5, 1), comment: "odd");
            writer.WriteStatistics(Points[0], time: 9, received: 10, dropped: 3);
            writer.WriteCustom(32473, [1, 2, 3, 4, 5], mayCopy: false);
        }

        stream.Position = 0;
        using CaptureReader reader = CaptureReader.Open(stream, "x.pcapng");
        CaptureDamageTests.ReadAll(reader, inBatches: false).Count.ShouldBe(1);
        reader.Fault.ShouldBeNull();
        CaptureSecret secret = reader.Secrets.ShouldHaveSingleItem();
        (secret.Type, Convert.ToHexString(secret.Data.Span)).ShouldBe((7u, "010203"));
        reader.NameRecords.ShouldBe([new CaptureName(IpAddress.FromIPv4(1), "one"), new CaptureName(new IpAddress(1), "six")]);
        reader.Comments.ShouldBe([new CaptureComment(0, "all"), new CaptureComment(1, "odd")]);
        (reader.Interfaces[0].Received, reader.RingDrops).ShouldBe((10L, 3L));
    }

    [Theory]
    [InlineData(-5L, 0L)]
    [InlineData(long.MaxValue, 4_294_967_295_999_999_999L)]
    [InlineData(4_294_967_295_999_999_999L, 4_294_967_295_999_999_999L)]
    public void Times_beyond_the_format_stop_at_its_ends(long time, long read)
    {
        using MemoryStream stream = new();
        using (CaptureWriter writer = CaptureWriter.Create(stream, new CaptureWriterOptions { Format = CaptureFileFormat.PcapNanoseconds }, leaveOpen: true))
        {
            writer.Write(new Frame([1], Points[0], 1, time, 1));
        }

        stream.Position = 0;
        using CaptureReader reader = CaptureReader.Open(stream, "x");
        reader.TryRead(out Frame frame).ShouldBeTrue();
        frame.Time.ShouldBe(read);
    }

    [Fact]
    public void Pcap_holds_one_kind_of_link_and_no_blocks()
    {
        using CaptureWriter writer = CaptureWriter.Create(new MemoryStream(), new CaptureWriterOptions { Format = CaptureFileFormat.Pcap });
        writer.AddPoint(Points[1]);
        writer.AddPoint(Points[1]);
        writer.AddPoint(new CapturePoint("other", "other", LinkType.Raw));
        Should.Throw<WeirException>(() => writer.AddPoint(Points[0])).Message.ShouldBe(
            "-: a pcap file holds one kind of link (101), and this packet has another (1); write pcapng");
        Should.Throw<InvalidOperationException>(() => writer.Write(new CaptureSecret(1, default)));
        Should.Throw<InvalidOperationException>(() => writer.Write([]));
        Should.Throw<InvalidOperationException>(() => writer.WriteStatistics(Points[1], 0, 0, 0));
        Should.Throw<InvalidOperationException>(() => writer.WriteCustom(1, []));
        Should.Throw<InvalidOperationException>(() => writer.Write(new Frame([], Points[1], 1, 1, 0), "c")).Message.ShouldBe(
            "-: a pcap file has no comments; write pcapng");
    }

    [Theory]
    [InlineData(CaptureFileFormat.Pcap, 24)]
    [InlineData(CaptureFileFormat.Pcapng, 28 + 8 + 4)]
    public void Capture_without_a_packet_is_a_capture(CaptureFileFormat format, int length)
    {
        string path = Path.GetTempFileName();
        try
        {
            CaptureWriter writer = CaptureWriter.Create(path, new CaptureWriterOptions { Format = format });
            writer.Flush();
            writer.Dispose();
            writer.Dispose();
            new FileInfo(path).Length.ShouldBe(length);
            using CaptureReader reader = CaptureReader.Open(path);
            reader.TryRead(out _).ShouldBeFalse();
            reader.Fault.ShouldBeNull();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void File_that_cannot_be_created_is_named()
        => Should.Throw<WeirException>(() => CaptureWriter.Create("/proc/none/x.pcap")).Message.ShouldStartWith("/proc/none/x.pcap: the capture cannot be created: ");

    [Fact]
    public void Flushed_packets_can_be_read_while_the_writer_goes_on()
    {
        using MemoryStream stream = new();
        using CaptureWriter writer = CaptureWriter.Create(stream, null, leaveOpen: true);
        writer.Write(new Frame([1, 2, 3], Points[0], 1, 1, 3));
        stream.Length.ShouldBe(0);
        writer.Flush();
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(stream.ToArray()), "x");
        CaptureDamageTests.ReadAll(reader, inBatches: false).Count.ShouldBe(1);
        reader.Fault.ShouldBeNull();
    }
}
