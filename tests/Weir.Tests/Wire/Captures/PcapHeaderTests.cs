using Weir.Wire.Captures;

namespace Weir.Tests.Wire.Captures;

public class PcapHeaderTests
{
    [Theory]
    [InlineData(PcapVariant.Microseconds, false, "d4c3b2a1")]
    [InlineData(PcapVariant.Microseconds, true, "a1b2c3d4")]
    [InlineData(PcapVariant.Nanoseconds, false, "4d3cb2a1")]
    [InlineData(PcapVariant.Nanoseconds, true, "a1b23c4d")]
    [InlineData(PcapVariant.Modified, false, "34cdb2a1")]
    [InlineData(PcapVariant.Modified, true, "a1b2cd34")]
    public void Written_header_reads_back(PcapVariant variant, bool bigEndian, string magic)
    {
        PcapHeader header = new(variant, bigEndian, 2, 4, 0x1234_5678, 0xf7ff_0071);
        byte[] bytes = new byte[PcapHeader.Size];
        bytes.AsSpan().Fill(0xee);
        header.Write(bytes);

        Convert.ToHexStringLower(bytes.AsSpan(0, 4)).ShouldBe(magic);
        Convert.ToHexStringLower(bytes.AsSpan(4)).ShouldBe(bigEndian
            ? "00020004" + "00000000" + "00000000" + "12345678" + "f7ff0071"
            : "02000400" + "00000000" + "00000000" + "78563412" + "7100fff7");
        PcapHeader.TryRead(bytes, out PcapHeader read).ShouldBeTrue();
        read.ShouldBe(header);
        read.LinkType.ShouldBe(0x71);
    }

    [Fact]
    public void Short_header_is_refused_and_longer_input_is_not()
    {
        byte[] bytes = new byte[PcapHeader.Size + 1];
        new PcapHeader(PcapVariant.Microseconds, false, 2, 4, 1, 1).Write(bytes);
        PcapHeader.TryRead(bytes.AsSpan(0, PcapHeader.Size - 1), out PcapHeader none).ShouldBeFalse();
        none.ShouldBe(default);
        PcapHeader.TryRead(bytes.AsSpan(0, PcapHeader.Size), out _).ShouldBeTrue();
        PcapHeader.TryRead(bytes, out _).ShouldBeTrue();
    }

    [Fact]
    public void Four_bytes_are_enough_to_tell_the_format()
    {
        PcapHeader.TryReadMagic([0x4d, 0x3c, 0xb2, 0xa1], out PcapVariant variant, out bool bigEndian).ShouldBeTrue();
        (variant, bigEndian).ShouldBe((PcapVariant.Nanoseconds, false));
    }

    [Theory]
    [InlineData("a1b2c3d5")]
    [InlineData("0a0d0d0a")]
    [InlineData("00000000")]
    [InlineData("a1b2c3")]
    [InlineData("")]
    public void Other_magics_are_refused(string magic)
    {
        byte[] bytes = Convert.FromHexString(magic);
        PcapHeader.TryReadMagic(bytes, out _, out bool bigEndian).ShouldBeFalse();
        bigEndian.ShouldBeFalse();
        byte[] whole = new byte[PcapHeader.Size];
        bytes.CopyTo(whole, 0);
        PcapHeader.TryRead(whole, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(PcapVariant.Microseconds, false, 16)]
    [InlineData(PcapVariant.Microseconds, true, 16)]
    [InlineData(PcapVariant.Modified, false, 24)]
    [InlineData(PcapVariant.Modified, true, 24)]
    public void Record_header_reads_back_and_needs_all_its_bytes(PcapVariant variant, bool bigEndian, int size)
    {
        PcapHeader file = new(variant, bigEndian, 2, 4, 65535, 1);
        PcapRecordHeader header = new(0x0102_0304, 0x0506_0708, 0x090a_0b0c, 0x0d0e_0f10);
        PcapRecordHeader.SizeOf(variant).ShouldBe(size);
        byte[] bytes = new byte[size];
        bytes.AsSpan().Fill(0xee);
        header.Write(bytes, file);

        string expected = bigEndian ? "0102030405060708090a0b0c0d0e0f10" : "04030201080706050c0b0a09100f0e0d";
        Convert.ToHexStringLower(bytes).ShouldBe(expected + new string('0', 2 * (size - 16)));
        PcapRecordHeader.TryRead(bytes, file, out PcapRecordHeader read).ShouldBeTrue();
        read.ShouldBe(header);
        PcapRecordHeader.TryRead(bytes.AsSpan(0, size - 1), file, out read).ShouldBeFalse();
        read.ShouldBe(default);
    }

    /// <summary>libpcap and wiretap: before 2.3 the wire's length came first, 2.3 is undecided, DG/UX' 543.0 is as before 2.3.</summary>
    [Theory]
    [InlineData(2, 4, 60, 40, 60, 40)]
    [InlineData(2, 4, 40, 60, 40, 60)]
    [InlineData(2, 3, 60, 40, 40, 60)]
    [InlineData(2, 3, 40, 60, 40, 60)]
    [InlineData(2, 3, 50, 50, 50, 50)]
    [InlineData(2, 2, 60, 40, 40, 60)]
    [InlineData(2, 2, 40, 60, 60, 40)]
    [InlineData(2, 0, 60, 40, 40, 60)]
    [InlineData(543, 0, 60, 40, 40, 60)]
    [InlineData(542, 0, 60, 40, 60, 40)]
    [InlineData(3, 2, 60, 40, 60, 40)]
    public void Lengths_of_old_versions_are_put_right(ushort major, ushort minor, uint third, uint fourth, uint captured, uint original)
    {
        PcapHeader file = new(PcapVariant.Microseconds, false, major, minor, 65535, 1);
        byte[] bytes = new byte[16];
        new PcapRecordHeader(1, 2, third, fourth).Write(bytes, file);
        PcapRecordHeader.TryRead(bytes, file, out PcapRecordHeader read).ShouldBeTrue();
        read.ShouldBe(new PcapRecordHeader(1, 2, captured, original));
    }

    [Theory]
    [InlineData(1, 262_144)]
    [InlineData(230, 262_144)]
    [InlineData(231, 134_217_728)]
    [InlineData(249, 134_217_728)]
    [InlineData(279, 8_388_608)]
    public void Packets_have_a_limit_by_link_type(int linkType, int limit) => CaptureLimits.PacketLengthOf(linkType).ShouldBe(limit);
}
