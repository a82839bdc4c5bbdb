using Weir.Wire.Captures;

namespace Weir.Tests.Wire.Captures;

public class PcapngBlockTests
{
    private static byte[] Prefix(uint type, uint length, bool bigEndian, uint third = 0)
    {
        byte[] bytes = new byte[12];
        ByteOrder.Write(bytes, type, bigEndian);
        ByteOrder.Write(bytes.AsSpan(4), length, bigEndian);
        ByteOrder.Write(bytes.AsSpan(8), third, bigEndian);
        return bytes;
    }

    [Theory]
    [InlineData(12, 12)]
    [InlineData(13, 16)]
    [InlineData(15, 16)]
    [InlineData(16, 16)]
    [InlineData(CaptureLimits.BlockLength, CaptureLimits.BlockLength)]
    public void Lengths_within_the_limits_are_taken_and_padded(uint length, int whole)
    {
        foreach (bool order in (bool[])[false, true])
        {
            bool bigEndian = order;
            PcapngBlock.TryReadLength(Prefix(6, length, order), ref bigEndian, out PcapngBlockType type, out int read, out string? error).ShouldBeTrue();
            (type, read, error, bigEndian).ShouldBe((PcapngBlockType.EnhancedPacket, whole, null, order));
        }
    }

    [Theory]
    [InlineData(0u, "an Enhanced Packet Block says it is 0 bytes long, less than the 12 that any block has")]
    [InlineData(11u, "an Enhanced Packet Block says it is 11 bytes long, less than the 12 that any block has")]
    [InlineData(134348833u, "an Enhanced Packet Block says it is 134348833 bytes long, more than the limit of 134348832")]
    [InlineData(uint.MaxValue, "an Enhanced Packet Block says it is 4294967295 bytes long, more than the limit of 134348832")]
    public void Lengths_beyond_the_limits_are_refused(uint length, string message)
    {
        bool bigEndian = true;
        PcapngBlock.TryReadLength(Prefix(6, length, true), ref bigEndian, out _, out int read, out string? error).ShouldBeFalse();
        error.ShouldBe(message);
        read.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Section_header_tells_its_own_byte_order(bool order)
    {
        bool bigEndian = !order; // that of the section before
        PcapngBlock.TryReadLength(Prefix(0x0a0d0d0a, 28, order, 0x1a2b3c4d), ref bigEndian, out PcapngBlockType type, out int length, out _).ShouldBeTrue();
        (type, length, bigEndian).ShouldBe((PcapngBlockType.SectionHeader, 28, order));
        PcapngBlock.TryReadLength(Prefix(0x0a0d0d0a, 28, order, 0x1a2b3c4e), ref bigEndian, out _, out _, out string? error).ShouldBeFalse();
        error.ShouldBe("the section header's byte-order magic is wrong");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Block_is_its_body_between_two_equal_lengths(bool bigEndian)
    {
        PcapngBlockWriter writer = new(bigEndian);
        writer.BigEndian.ShouldBe(bigEndian);
        writer.Begin((PcapngBlockType)0x8000_0001);
        writer.UInt16(0x0102);
        writer.UInt16(0x0304);
        writer.UInt64(0x0102_0304_0506_0708);
        writer.End();
        Convert.ToHexStringLower(writer.Written).ShouldBe(bigEndian
            ? "80000001" + "00000018" + "0102" + "0304" + "0102030405060708" + "00000018"
            : "01000080" + "18000000" + "0201" + "0403" + "0807060504030201" + "18000000");

        byte[] bytes = writer.Written.ToArray();
        PcapngBlock.TryRead(bytes, bigEndian, out PcapngBlock block, out string? error).ShouldBeTrue();
        error.ShouldBeNull();
        (block.Type, block.BigEndian).ShouldBe(((PcapngBlockType)0x8000_0001, bigEndian));
        block.Body.ToArray().ShouldBe(bytes[8..^4]);

        bytes[bigEndian ? ^1 : ^4]++;
        PcapngBlock.TryRead(bytes, bigEndian, out block, out error).ShouldBeFalse();
        error.ShouldBe("the two lengths of a block of type 0x80000001 differ: 24 and 25");
        block.Body.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Writer_starts_again_after_clear_and_grows()
    {
        PcapngBlockWriter writer = new();
        for (int i = 0; i < 3; i++)
        {
            writer.Begin((PcapngBlockType)7);
            writer.PaddedBytes(new byte[5000]);
            writer.End();
        }

        writer.Written.Length.ShouldBe(3 * 5012);
        writer.Clear();
        writer.Written.Length.ShouldBe(0);
    }

    [Fact]
    public void A_block_behind_another_has_its_own_length_and_old_bytes_do_not_show_in_the_padding()
    {
        PcapngBlockWriter writer = new();
        writer.Begin((PcapngBlockType)7);
        writer.PaddedBytes([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        writer.End();
        writer.Clear();
        writer.Begin((PcapngBlockType)7);
        writer.PaddedBytes([1]);
        writer.End();
        writer.Begin((PcapngBlockType)8);
        writer.PaddedBytes([2, 3]);
        writer.End();
        Convert.ToHexStringLower(writer.Written).ShouldBe("07000000" + "10000000" + "01000000" + "10000000" + "08000000" + "10000000" + "02030000" + "10000000");
    }

    [Fact]
    public void Blocks_are_begun_and_ended_in_turn()
    {
        PcapngBlockWriter writer = new();
        Should.Throw<InvalidOperationException>(writer.End).Message.ShouldBe("no block was begun");
        writer.Begin(PcapngBlockType.Custom);
        Should.Throw<InvalidOperationException>(() => writer.Begin(PcapngBlockType.Custom)).Message.ShouldBe("the block before this was not ended");
        writer.End();
        writer.Begin(PcapngBlockType.Custom);
    }

    [Theory]
    [InlineData(0x0a0d0d0au, "a Section Header Block")]
    [InlineData(1u, "an Interface Description Block")]
    [InlineData(2u, "a Packet Block")]
    [InlineData(3u, "a Simple Packet Block")]
    [InlineData(4u, "a Name Resolution Block")]
    [InlineData(5u, "an Interface Statistics Block")]
    [InlineData(6u, "an Enhanced Packet Block")]
    [InlineData(10u, "a Decryption Secrets Block")]
    [InlineData(0xbadu, "a Custom Block")]
    [InlineData(0x40000badu, "a Custom Block")]
    [InlineData(7u, "a block of type 0x00000007")]
    public void Types_have_names(uint type, string name) => PcapngBlock.Name((PcapngBlockType)type).ShouldBe(name);
}
