using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Weir.Wire.Frames;

namespace Weir.Tests.Wire.Frames;

public sealed class InternetChecksumTests
{
    [Theory]
    // RFC 1071 3: the words sum to ddf2 with carries folded.
    [InlineData("0001f203f4f5f6f7", 0x220d)]
    [InlineData("", 0xffff)]
    [InlineData("01", 0xfeff)]
    [InlineData("ffff", 0)]
    [InlineData("ffffffffffffffffffffffffffffffffff", 0x00ff)]
    // The IPv4 header of a much-quoted example, its checksum b861 left out.
    [InlineData("45000073000040004011" + "0000" + "c0a80001c0a800c7", 0xb861)]
    [InlineData("45000073000040004011" + "b861" + "c0a80001c0a800c7", 0)]
    public void Known_sums(string hex, int checksum) => InternetChecksum.Compute(Convert.FromHexString(hex)).ShouldBe((ushort)checksum);

    [Fact]
    public void It_equals_the_sum_word_by_word_at_every_length() =>
        Prop.ForAll<byte[]>(bytes => InternetChecksum.Compute(bytes) == Slow(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void An_update_equals_a_new_sum() =>
        Prop.ForAll<byte[], ushort, uint>((bytes, word, value) =>
        {
            byte[] data = [1, 2, 3, 4, 5, 6, .. bytes];
            ushort checksum = InternetChecksum.Compute(data);
            ushort before = BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(2));
            BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(2), word);
            ushort updated = InternetChecksum.Update(checksum, before, word);
            bool first = updated == InternetChecksum.Compute(data);
            uint wide = BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(2));
            BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(2), value);
            return first && InternetChecksum.Update(updated, wide, value) == InternetChecksum.Compute(data);
        }).QuickCheckThrowOnFailure();

    /// <summary>RFC 1624 4: the example that the equation of RFC 1141 gets wrong.</summary>
    [Fact]
    public void The_example_of_RFC_1624() => InternetChecksum.Update(0xdd2f, 0x5555, 0x3285).ShouldBe((ushort)0x0000);

    [Fact]
    public void Verdicts_of_a_TCP_segment()
    {
        byte[] right = Samples.Tcp4().ToArray()[34..];
        Verify(right).ShouldBe(ChecksumVerdict.Right);
        Verify(Samples.With(right, (20, 0))).ShouldBe(ChecksumVerdict.Wrong);
        Verify(Samples.With(right, (16, 0), (17, 0))).ShouldBe(ChecksumVerdict.Wrong);
        Verify(right[..17]).ShouldBe(ChecksumVerdict.Unknown);
        foreach (int length in new[] { right.Length, 0 })
        {
            ushort partial = InternetChecksum.ComputePartial(Samples.A4, Samples.B4, 6, length);
            Verify(Samples.With(right, (16, (byte)(partial >> 8)), (17, (byte)partial))).ShouldBe(ChecksumVerdict.Partial);
        }

        static ChecksumVerdict Verify(byte[] segment) => InternetChecksum.Verify(Samples.A4, Samples.B4, 6, segment);
    }

    [Fact]
    public void Verdicts_of_a_UDP_datagram()
    {
        byte[] right = new FrameBuilder().IPv6(Samples.A6, Samples.B6).Udp(1, 2).Payload([1, 2, 3]).ToArray()[40..];
        Verify(right).ShouldBe(ChecksumVerdict.Right);
        Verify(Samples.With(right, (6, 0), (7, 0))).ShouldBe(ChecksumVerdict.Absent);
        Verify(Samples.With(right, (10, 9))).ShouldBe(ChecksumVerdict.Wrong);
        Verify(right[..8]).ShouldNotBe(ChecksumVerdict.Unknown);
        Verify(right[..7]).ShouldBe(ChecksumVerdict.Unknown);

        static ChecksumVerdict Verify(byte[] segment) => InternetChecksum.Verify(Samples.A6, Samples.B6, 17, segment);
    }

    [Fact]
    public void Verdicts_of_ICMP_and_of_the_rest()
    {
        byte[] echo = Samples.Icmp(8, 0, 1, [1, 2, 3]);
        InternetChecksum.Verify(Samples.A4, Samples.B4, 1, echo).ShouldBe(ChecksumVerdict.Right);
        InternetChecksum.Verify(Samples.A4, Samples.B4, 1, Samples.With(echo, (1, 7))).ShouldBe(ChecksumVerdict.Wrong);
        InternetChecksum.Verify(Samples.A4, Samples.B4, 1, echo[..3]).ShouldBe(ChecksumVerdict.Unknown);
        byte[] echo6 = new byte[11];
        IcmpV6Header.Write(echo6, Samples.A6, Samples.B6, 128, 0, 1, [1, 2, 3]).ShouldBe(11);
        InternetChecksum.Verify(Samples.A6, Samples.B6, 58, echo6).ShouldBe(ChecksumVerdict.Right);
        InternetChecksum.Verify(Samples.A6, Samples.B6, 58, Samples.With(echo6, (9, 7))).ShouldBe(ChecksumVerdict.Wrong);
        InternetChecksum.Verify(Samples.A4, Samples.B4, 132, new byte[200]).ShouldBe(ChecksumVerdict.Unknown);
    }

    [Fact]
    public void Verdicts_of_an_IPv4_header()
    {
        byte[] ip = Samples.Tcp4().ToArray()[14..];
        Verify(ip).ShouldBe(ChecksumVerdict.Right);
        Verify(Samples.With(ip, (8, 9))).ShouldBe(ChecksumVerdict.Wrong);
        Verify(Samples.With(ip, (10, 0), (11, 0))).ShouldBe(ChecksumVerdict.Absent);

        static ChecksumVerdict Verify(byte[] bytes)
        {
            IPv4Header.TryRead(bytes, out IPv4Header header, out _).ShouldBeTrue();
            return header.VerifyChecksum();
        }
    }

    /// <summary>A UDP sum of zero is sent as all ones (RFC 768), and verifies.</summary>
    [Fact]
    public void A_UDP_sum_of_zero_becomes_all_ones()
    {
        for (int i = 0; i < 0x10000; i++)
        {
            byte[] datagram = new FrameBuilder().IPv4(Samples.A4, Samples.B4).Udp(1, 2).Payload([(byte)(i >> 8), (byte)i]).ToArray()[20..];
            ushort field = BinaryPrimitives.ReadUInt16BigEndian(datagram.AsSpan(6));
            field.ShouldNotBe((ushort)0);
            if (field != 0xffff) { continue; }
            InternetChecksum.Verify(Samples.A4, Samples.B4, 17, datagram).ShouldBe(ChecksumVerdict.Right);
            return;
        }

        Assert.Fail("no payload of two bytes gives a sum of zero");
    }

    private static ushort Slow(byte[] bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            sum += i % 2 == 0 ? (uint)bytes[i] << 8 : bytes[i];
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
