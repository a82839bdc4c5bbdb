using System.Buffers.Binary;
using Weir.Capture;
using Weir.Wire.Captures;
using Weir.Wire.Frames;

namespace Weir.Tests.Capture;

/// <summary>Blocks of pcapng files that only their makers understand: handed out as they are, and written back so.</summary>
public sealed class OpaqueBlockTests
{
    private static readonly CapturePoint Point = new("eth0", "made.pcapng", LinkType.Ethernet);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_copy_has_the_same_bytes_at_the_same_places(bool bigEndian, bool hostileLengths)
    {
        byte[] original = Made(bigEndian, hostileLengths);
        using var stream = new MemoryStream();
        using (var copy = CaptureWriter.Create(stream, new CaptureWriterOptions { BigEndian = bigEndian, BufferSize = 64 }, leaveOpen: true))
        {
            var options = new CaptureReaderOptions { OpaqueBlocks = (in PcapngBlock block, long _) => copy.Write(block) };
            using CaptureReader reader = CaptureReader.Open(new MemoryStream(original), "made.pcapng", options);
            while (reader.TryRead(out Frame frame)) { copy.Write(frame); }
            reader.Fault.ShouldBeNull();
            reader.BlocksPassedOver.ShouldBe(0);
        }

        string[] blocks = OpaqueBlocks(original, bigEndian);
        blocks.Length.ShouldBe(6);
        OpaqueBlocks(stream.ToArray(), bigEndian).ShouldBe(blocks);
    }

    [Fact]
    public void In_batches_each_block_comes_once_with_the_number_of_packets_before_it()
    {
        List<(long Before, uint Type)> seen = [];
        var options = new CaptureReaderOptions { BufferSize = 64, OpaqueBlocks = (in PcapngBlock block, long before) => seen.Add((before, (uint)block.Type)) };
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(Made(false, false)), "made.pcapng", options);
        var batch = new FrameBatch(64);
        int packets = 0;
        while (reader.TryReadBatch(batch)) { packets += batch.Count; }
        reader.Fault.ShouldBeNull();
        packets.ShouldBe(2);
        seen.ShouldBe([(0, 0xbad), (0, 9), (1, 0x40000bad), (1, 0xbad), (2, 0x7777), (2, 0x80000001)]);
    }

    [Fact]
    public void A_block_beyond_the_limit_is_passed_over_and_counted()
    {
        var blocks = new PcapngBlockWriter();
        SectionHeaderBlock.Write(blocks, -1);
        blocks.End();
        CustomBlock.Write(blocks, 32473, mayCopy: true, new byte[CaptureLimits.KeptBlockLength]);
        blocks.End();
        CustomBlock.Write(blocks, 32473, mayCopy: true, "small"u8);
        blocks.End();
        int seen = 0;
        using CaptureReader reader = CaptureReader.Open(new MemoryStream(blocks.Written.ToArray()), "x", new CaptureReaderOptions { OpaqueBlocks = (in PcapngBlock _, long _) => seen++ });
        reader.TryRead(out _).ShouldBeFalse();
        reader.Fault.ShouldBeNull();
        (seen, reader.BlocksPassedOver).ShouldBe((1, 1L));
    }

    [Fact]
    public void What_the_writer_makes_itself_and_the_other_byte_order_are_refused()
    {
        using CaptureWriter writer = CaptureWriter.Create(new MemoryStream());
        byte[] section = [0x0a, 0x0d, 0x0d, 0x0a, 12, 0, 0, 0, 12, 0, 0, 0];
        Should.Throw<ArgumentException>(() => writer.Write(Block(section, bigEndian: false))).Message.ShouldContain("a Section Header Block cannot be copied");
        byte[] other = [0, 0, 0x0b, 0xad, 0, 0, 0, 16, 0, 0, 0x7e, 0xd9, 0, 0, 0, 16];
        Should.Throw<ArgumentException>(() => writer.Write(Block(other, bigEndian: true))).Message.ShouldContain("in the other byte order");
        writer.Write(Block([0xad, 0x0b, 0, 0, 16, 0, 0, 0, 0xd9, 0x7e, 0, 0, 16, 0, 0, 0], bigEndian: false));
    }

    private static PcapngBlock Block(byte[] bytes, bool bigEndian) =>
        PcapngBlock.TryRead(bytes, bigEndian, out PcapngBlock block, out string? error) ? block : throw new InvalidOperationException(error);

    private static byte[] Made(bool bigEndian, bool hostileLengths)
    {
        using var stream = new MemoryStream();
        using (var writer = CaptureWriter.Create(stream, new CaptureWriterOptions { BigEndian = bigEndian, BufferSize = 0 }, leaveOpen: true))
        {
            writer.AddPoint(Point);
            writer.WriteCustom(32473, [1, 2, 3, 4, 5]);
            writer.Flush();
            Raw(9, "systemd journal entry");
            writer.Write(new Frame([1, 2, 3], Point, 1, 1_700_000_000_000_000_000, 3));
            writer.WriteCustom(32473, [], mayCopy: false);
            writer.WriteCustom(1, [0xff, 0xfe]);
            writer.Write(new Frame([4], Point, 2, 1_700_000_000_000_000_001, 1));
            writer.Flush();
            Raw(0x7777, "");
            Raw(0x80000001, "local use");
        }

        return stream.ToArray();

        // Some writers forget the padding in the length.
        void Raw(uint type, string text)
        {
            int padded = (text.Length + 3) & ~3;
            byte[] block = new byte[padded + 12];
            System.Text.Encoding.ASCII.GetBytes(text, block.AsSpan(8));
            uint length = (uint)((hostileLengths ? text.Length : padded) + 12);
            foreach ((int at, uint value) in ((int, uint)[])[(0, type), (4, length), (padded + 8, length)])
            {
                if (bigEndian) { BinaryPrimitives.WriteUInt32BigEndian(block.AsSpan(at), value); }
                else { BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(at), value); }
            }

            stream.Write(block);
        }
    }

    /// <summary>The opaque blocks with how many packets lie before each, found by walking the lengths.</summary>
    private static string[] OpaqueBlocks(byte[] file, bool bigEndian)
    {
        List<string> blocks = [];
        int packets = 0;
        uint Number(int at) => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at)) : BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));
        for (int at = 0, length; at < file.Length; at += length)
        {
            length = (int)((Number(at + 4) + 3) & ~3u);
            if (Number(at) == 6) { packets++; }
            if (Number(at) is not (1 or 6 or 0x0a0d0d0a)) { blocks.Add($"{packets} {Convert.ToHexString(file, at, length)}"); }
        }

        return [.. blocks];
    }
}
