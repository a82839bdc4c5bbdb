using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class RlpxHeaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0x1234)]
    [InlineData(0xffffff)]
    public void A_written_header_is_a_header_and_says_its_size(int size)
    {
        byte[] header = new byte[16];
        header.AsSpan().Fill(0xaa);
        RlpxHeader.Write(header, size);
        RlpxHeader.IsHeader(header).ShouldBeTrue();
        RlpxHeader.FrameSize(header).ShouldBe(size);
        header[RlpxHeader.KnownPatternOffset..].ShouldBe(RlpxHeader.KnownPattern.ToArray());
    }

    [Fact]
    public void Each_of_the_104_known_bits_counts_and_the_size_does_not()
    {
        byte[] header = new byte[16];
        RlpxHeader.Write(header, 5);
        for (int bit = 0; bit < 128; bit++)
        {
            header[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            RlpxHeader.IsHeader(header).ShouldBe(bit < 24, $"bit {bit}");
            header[bit / 8] ^= (byte)(0x80 >> (bit % 8));
        }

        RlpxHeader.IsHeader(header.AsSpan(0, 15)).ShouldBeFalse();
        RlpxHeader.IsHeader([.. header, 0xff]).ShouldBeTrue();
        RlpxHeader.IsHeader([]).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, 0, 48, 1)]
    [InlineData(1, 16, 64, 2)]
    [InlineData(15, 16, 64, 2)]
    [InlineData(16, 16, 64, 2)]
    [InlineData(17, 32, 80, 3)]
    [InlineData(0xffffff, 0x1000000, 0x1000030, 0x100001)]
    public void Sizes_follow_from_the_frame_size(int size, int padded, int wire, int blocks)
    {
        RlpxHeader.PaddedSize(size).ShouldBe(padded);
        RlpxHeader.WireSize(size).ShouldBe(wire);
        RlpxHeader.KeystreamBlocks(size).ShouldBe(blocks);
    }

    [Fact]
    public void A_size_that_three_bytes_cannot_say_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => RlpxHeader.Write(new byte[16], 0x1000000));
        Should.Throw<ArgumentOutOfRangeException>(() => RlpxHeader.Write(new byte[16], -1));
    }

    [Fact]
    public void A_packet_of_the_handshake_says_its_length()
    {
        Length([0x01, 0xb3], true).ShouldBe((true, 0x1b5, RlpxHandshakeForm.Eip8));
        Length([0x00, 0x71], false).ShouldBe((true, 115, RlpxHandshakeForm.Eip8));
        Length([0x00, 0x70], false).Read.ShouldBeFalse();
        Length([0x08, 0x00], true).ShouldBe((true, 2050, RlpxHandshakeForm.Eip8));
        Length([0x08, 0x01], true).Read.ShouldBeFalse();
        Length([0x04, 0xff], true).ShouldBe((true, 307, RlpxHandshakeForm.Plain));
        Length([0x04, 0xff], false).ShouldBe((true, 210, RlpxHandshakeForm.Plain));
        Length([0x01], true).Read.ShouldBeFalse();
        Length([], true).Read.ShouldBeFalse();

        static (bool Read, int Length, RlpxHandshakeForm Form) Length(byte[] start, bool fromInitiator) =>
            (RlpxHandshakePacket.TryGetLength(start, fromInitiator, out int length, out RlpxHandshakeForm form), length, form);
    }
}
