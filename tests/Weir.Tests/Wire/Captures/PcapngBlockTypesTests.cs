using Weir.Wire.Captures;
using Weir.Wire.Frames;

namespace Weir.Tests.Wire.Captures;

/// <summary>Each block type: its bytes in both byte orders, there and back, and the borders of its lengths.</summary>
public class PcapngBlockTypesTests
{
    private static readonly byte[] Packet = [0xa1, 0xa2, 0xa3, 0xa4, 0xa5];

    private static PcapngBlock Written(bool bigEndian, string expectedBody, Action<PcapngBlockWriter> write)
    {
        PcapngBlockWriter writer = new(bigEndian);
        write(writer);
        writer.End();
        byte[] bytes = writer.Written.ToArray();
        Convert.ToHexStringLower(bytes.AsSpan()[8..^4]).ShouldBe(expectedBody.Replace(" ", ""));
        PcapngBlock.TryRead(bytes, bigEndian, out PcapngBlock block, out _).ShouldBeTrue();
        return block;
    }

    private static PcapngBlock WithBody(PcapngBlockType type, bool bigEndian, string body)
    {
        PcapngBlockWriter writer = new(bigEndian);
        writer.Begin(type);
        byte[] bytes = Convert.FromHexString(body.Replace(" ", ""));
        bytes.CopyTo(writer.Take(bytes.Length));
        writer.End();
        PcapngBlock.TryRead(writer.Written.ToArray(), bigEndian, out PcapngBlock block, out _).ShouldBeTrue();
        return block;
    }

    [Theory]
    [InlineData(false, "4d3c2b1a 0100 0000 fffefdfcfbfaf9f8 0300 0100 78000000 00000000")]
    [InlineData(true, "1a2b3c4d 0001 0000 f8f9fafbfcfdfeff 0003 0001 78000000 00000000")]
    public void Section_header(bool bigEndian, string body)
    {
        PcapngBlock block = Written(bigEndian, body, w =>
        {
            SectionHeaderBlock.Write(w, unchecked((long)0xf8f9_fafb_fcfd_feff));
            w.Option(SectionHeaderBlock.OsOption, "x");
        });
        block.Type.ShouldBe(PcapngBlockType.SectionHeader);
        SectionHeaderBlock.TryRead(block, out SectionHeaderBlock read, out string? error).ShouldBeTrue();
        error.ShouldBeNull();
        (read.BigEndian, read.MajorVersion, read.MinorVersion, read.SectionLength)
            .ShouldBe((bigEndian, (ushort)1, (ushort)0, unchecked((long)0xf8f9_fafb_fcfd_feff)));
        PcapngOptionReader.FindText(read.Options, bigEndian, SectionHeaderBlock.OsOption).ShouldBe("x");
    }

    [Theory]
    [InlineData("1a2b3c4d 0001 0002 ffffffffffffffff", null)]
    [InlineData("1a2b3c4d 0001 0001 ffffffffffffffff", "the section has version 1.1; 1.0 is what is understood")]
    [InlineData("1a2b3c4d 0002 0000 ffffffffffffffff", "the section has version 2.0; 1.0 is what is understood")]
    [InlineData("1a2b3c4d 0001 0000 ffffffffffffff", "a Section Header Block has a body of 15 bytes, less than the 16 of its fixed fields")]
    public void Section_header_of_another_version_or_length_is_refused(string body, string? message)
    {
        SectionHeaderBlock.TryRead(WithBody(PcapngBlockType.SectionHeader, true, body), out _, out string? error).ShouldBe(message is null);
        error.ShouldBe(message);
    }

    [Theory]
    [InlineData(false, "1401 0000 04030201 0200 0400 65746830 0900 0100 09000000 0b00 0400 00746370 0e00 0800 feffffffffffffff 00000000")]
    [InlineData(true, "0114 0000 01020304 0002 0004 65746830 0009 0001 09000000 000b 0004 00746370 000e 0008 fffffffffffffffe 00000000")]
    public void Interface_description(bool bigEndian, string body)
    {
        PcapngBlock block = Written(bigEndian, body, w =>
        {
            InterfaceDescriptionBlock.Write(w, 276, 0x0102_0304);
            w.Option(InterfaceDescriptionBlock.NameOption, "eth0");
            w.Option(InterfaceDescriptionBlock.ResolutionOption, [9]);
            w.Option(InterfaceDescriptionBlock.FilterOption, [0, (byte)'t', (byte)'c', (byte)'p']);
            w.Option(InterfaceDescriptionBlock.OffsetOption, unchecked((ulong)-2L));
        });
        block.Type.ShouldBe(PcapngBlockType.InterfaceDescription);
        InterfaceDescriptionBlock.TryRead(block, out InterfaceDescriptionBlock read, out string? error).ShouldBeTrue();
        error.ShouldBeNull();
        (read.BigEndian, read.LinkType, read.SnapLength).ShouldBe((bigEndian, 276, 0x0102_0304u));
        read.ReadText(InterfaceDescriptionBlock.NameOption).ShouldBe("eth0");
        read.ReadText(InterfaceDescriptionBlock.OsOption).ShouldBeNull();
        read.ReadFilter().ShouldBe("tcp");
        read.ReadResolution(out long offset).ShouldBe(TimestampResolution.Nanoseconds);
        offset.ShouldBe(-2);
    }

    [Theory]
    [InlineData("0001 0000 00000000", 6, 0)]
    [InlineData("0001 0000 00000000 0009 0002 0909 0000", 6, 0)]
    [InlineData("0001 0000 00000000 0009 0000", 6, 0)]
    [InlineData("0001 0000 00000000 0009 0001 8a000000", 0x8a, 0)]
    [InlineData("0001 0000 00000000 000e 0004 00000001", 6, 0)]
    [InlineData("0001 0000 00000000 000e 0008 0000000000000001", 6, 1)]
    [InlineData("0001 0000 00000000 0008 0001 03000000 000f 0008 0000000000000001", 6, 0)]
    public void Interface_times_are_microseconds_unless_an_option_of_the_right_length_says_else(string body, byte resolution, long offset)
    {
        InterfaceDescriptionBlock.TryRead(WithBody(PcapngBlockType.InterfaceDescription, true, body), out InterfaceDescriptionBlock read, out _).ShouldBeTrue();
        read.ReadResolution(out long seen).ShouldBe(new TimestampResolution(resolution));
        seen.ShouldBe(offset);
    }

    [Theory]
    [InlineData("000b 0001 00000000", null)]     // the language alone
    [InlineData("000b 0002 00410000", "A")]
    [InlineData("000b 0002 01410000", null)]     // BPF code
    [InlineData("000c 0002 00410000", null)]
    [InlineData("", null)]
    public void Interface_filter_is_told_when_it_is_text(string options, string? filter)
    {
        PcapngBlock block = WithBody(PcapngBlockType.InterfaceDescription, true, "0001 0000 00000000" + options);
        InterfaceDescriptionBlock.TryRead(block, out InterfaceDescriptionBlock read, out _).ShouldBeTrue();
        read.ReadFilter().ShouldBe(filter);
    }

    [Theory]
    [InlineData(false, "04030201 0d0c0b0a 11100f0e 05000000 14131211 a1a2a3a4a5000000 0200 0400 01000000 00000000")]
    [InlineData(true, "01020304 0a0b0c0d 0e0f1011 00000005 11121314 a1a2a3a4a5000000 0002 0004 00000001 00000000")]
    public void Enhanced_packet(bool bigEndian, string body)
    {
        PcapngBlock block = Written(bigEndian, body, w =>
        {
            EnhancedPacketBlock.Write(w, 0x0102_0304, 0x0a0b_0c0d_0e0f_1011, Packet, 0x1112_1314);
            w.Option(EnhancedPacketBlock.FlagsOption, 1u);
        });
        block.Type.ShouldBe(PcapngBlockType.EnhancedPacket);
        EnhancedPacketBlock.TryRead(block, out EnhancedPacketBlock read, out string? error).ShouldBeTrue();
        error.ShouldBeNull();
        (read.BigEndian, read.InterfaceId, read.Timestamp, read.OriginalLength).ShouldBe((bigEndian, 0x0102_0304u, 0x0a0b_0c0d_0e0f_1011ul, 0x1112_1314u));
        read.Packet.ToArray().ShouldBe(Packet);
        PcapngOptionReader options = new(read.Options, read.BigEndian);
        options.TryRead(out PcapngOption flags).ShouldBeTrue();
        (flags.Code, flags.Value.Length).ShouldBe((EnhancedPacketBlock.FlagsOption, 4));
        options.TryRead(out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("00000000 00000000 00000000 00000004 00000004 a1a2a3a4", 4, null)]
    [InlineData("00000000 00000000 00000000 00000003 00000004 a1a2a3a4", 3, null)]
    [InlineData("00000000 00000000 00000000 00000000 00000000", 0, null)]
    [InlineData("00000000 00000000 00000000 00000005 00000005 a1a2a3a4", 0, "an Enhanced Packet Block says its packet has 5 bytes; 4 are left in the block")]
    [InlineData("00000000 00000000 00000000 ffffffff 00000005 a1a2a3a4", 0, "an Enhanced Packet Block says its packet has 4294967295 bytes; 4 are left in the block")]
    [InlineData("00000000 00000000 00000000 00000000 000000", 0, "an Enhanced Packet Block has a body of 19 bytes, less than the 20 of its fixed fields")]
    public void Enhanced_packet_must_fit_into_its_block(string body, int length, string? message)
    {
        PcapngBlock block = WithBody(PcapngBlockType.EnhancedPacket, true, body);
        EnhancedPacketBlock.TryRead(block, out EnhancedPacketBlock read, out string? error).ShouldBe(message is null);
        error.ShouldBe(message);
        read.Packet.Length.ShouldBe(length);
        read.Options.IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData(false, "09000000 a1a2a3a4a5000000")]
    [InlineData(true, "00000009 a1a2a3a4a5000000")]
    public void Simple_packet(bool bigEndian, string body)
    {
        PcapngBlock block = Written(bigEndian, body, w => SimplePacketBlock.Write(w, Packet, 9));
        block.Type.ShouldBe(PcapngBlockType.SimplePacket);
        SimplePacketBlock.TryRead(block, 5, out SimplePacketBlock read, out string? error).ShouldBeTrue();
        error.ShouldBeNull();
        read.OriginalLength.ShouldBe(9u);
        read.Packet.ToArray().ShouldBe(Packet);
    }

    [Theory]
    [InlineData("00000004 a1a2a3a4", 0u, 4, null)]
    [InlineData("00000003 a1a2a3a4", 0u, 3, null)]
    [InlineData("00000003 a1a2a3a4", 100u, 3, null)]
    [InlineData("00000009 a1a2a3a4", 4u, 4, null)]
    [InlineData("00000009 a1a2a3a4", 2u, 2, null)]
    [InlineData("00000000", 0u, 0, null)]
    [InlineData("00000005 a1a2a3a4", 0u, 0, "a Simple Packet Block says its packet has 5 bytes; 4 are left in the block")]
    [InlineData("00000009 a1a2a3a4", 5u, 0, "a Simple Packet Block says its packet has 5 bytes; 4 are left in the block")]
    [InlineData("ffffffff a1a2a3a4", 0u, 0, "a Simple Packet Block says its packet has 4294967295 bytes; 4 are left in the block")]
    [InlineData("000000", 0u, 0, "a Simple Packet Block has a body of 3 bytes, less than the 4 of its fixed fields")]
    public void Simple_packet_is_as_long_as_the_snapshot_allows(string body, uint snapLength, int length, string? message)
    {
        PcapngBlock block = WithBody(PcapngBlockType.SimplePacket, true, body);
        SimplePacketBlock.TryRead(block, snapLength, out SimplePacketBlock read, out string? error).ShouldBe(message is null);
        error.ShouldBe(message);
        read.Packet.Length.ShouldBe(length);
    }

    [Theory]
    [InlineData(false, "0201 0403 0d0c0b0a 11100f0e 05000000 14131211 a1a2a3a4a5000000 0100 0100 63000000 00000000")]
    [InlineData(true, "0102 0304 0a0b0c0d 0e0f1011 00000005 11121314 a1a2a3a4a5000000 0001 0001 63000000 00000000")]
    public void Packet_block(bool bigEndian, string body)
    {
        PcapngBlock block = Written(bigEndian, body, w =>
        {
            PacketBlock.Write(w, 0x0102, 0x0304, 0x0a0b_0c0d_0e0f_1011, Packet, 0x1112_1314);
            w.Option(PcapngOption.Comment, "c");
        });
        block.Type.ShouldBe(PcapngBlockType.Packet);
        PacketBlock.TryRead(block, out PacketBlock read, out string? error).ShouldBeTrue();
        error.ShouldBeNull();
        (read.InterfaceId, read.DropCount, read.Timestamp, read.OriginalLength).ShouldBe(((ushort)0x0102, (ushort)0x0304, 0x0a0b_0c0d_0e0f_1011ul, 0x1112_1314u));
        read.Packet.ToArray().ShouldBe(Packet);
        PcapngOptionReader.FindText(read.Options, bigEndian, PcapngOption.Comment).ShouldBe("c");
    }

    [Theory]
    [InlineData("0000 0000 00000000 00000000 00000004 00000004 a1a2a3a4", 4, null)]
    [InlineData("0000 0000 00000000 00000000 00000005 00000005 a1a2a3a4", 0, "a Packet Block says its packet has 5 bytes; 4 are left in the block")]
    [InlineData("0000 0000 00000000 00000000 00000000 000000", 0, "a Packet Block has a body of 19 bytes, less than the 20 of its fixed fields")]
    public void Packet_block_must_hold_its_packet(string body, int length, string? message)
    {
        PcapngBlock block = WithBody(PcapngBlockType.Packet, true, body);
        PacketBlock.TryRead(block, out PacketBlock read, out string? error).ShouldBe(message is null);
        error.ShouldBe(message);
        read.Packet.Length.ShouldBe(length);
    }

    [Theory]
    [InlineData(false, "0100 0f00 0a0b0c0d 61622e6578616d706c6500 00 0200 1200 20010db8000000000000000000000001 6300 0000 00000000 0100 0100 78000000 00000000")]
    [InlineData(true, "0001 000f 0a0b0c0d 61622e6578616d706c6500 00 0002 0012 20010db8000000000000000000000001 6300 0000 00000000 0001 0001 78000000 00000000")]
    public void Name_resolution(bool bigEndian, string body)
    {
        IpAddress four = IpAddress.FromIPv4(0x0a0b_0c0d);
        IpAddress six = IpAddress.FromIPv6(Convert.FromHexString("20010db8000000000000000000000001"));
        PcapngBlock block = Written(bigEndian, body, writer =>
        {
            writer.Begin(PcapngBlockType.NameResolution);
            NameResolutionBlock.WriteRecord(writer, four, "ab.example");
            NameResolutionBlock.WriteRecord(writer, six, "c");
            NameResolutionBlock.WriteEnd(writer);
            writer.Option(PcapngOption.Comment, "x");
        });
        NameResolutionBlock records = new(block);
        records.TryReadRecord(out IpAddress address, out ReadOnlySpan<byte> names).ShouldBeTrue();
        address.ShouldBe(four);
        NameResolutionBlock.TakeName(ref names).ShouldBe("ab.example");
        NameResolutionBlock.TakeName(ref names).ShouldBeNull();
        records.TryReadRecord(out address, out names).ShouldBeTrue();
        address.ShouldBe(six);
        NameResolutionBlock.TakeName(ref names).ShouldBe("c");
        NameResolutionBlock.TakeName(ref names).ShouldBeNull();
        records.TryReadRecord(out _, out _).ShouldBeFalse();
        records.IsDamaged.ShouldBeFalse();
        PcapngOptionReader.FindText(records.Options, bigEndian, PcapngOption.Comment).ShouldBe("x");
    }

    [Theory]
    [InlineData("0001 0004 01020304", 1, false)]                                   // an address without a name, and no end record
    [InlineData("0001 0003 01020300 0000 0000", 0, true)]                          // too short for its address
    [InlineData("0001 0005 01020304", 0, true)]                                    // beyond the block
    [InlineData("0002 0010 00000000000000000000000000000001", 1, false)]
    [InlineData("0002 000f 00000000000000000000000000000001", 0, true)]
    [InlineData("0003 0002 aabb0000 0001 0004 01020304 0000 0000", 1, false)]      // a record of another kind is passed over
    [InlineData("0003 0005 aabbccdd", 0, true)]
    [InlineData("0000 0000 0001 0004 01020304", 0, false)]                         // nothing counts after the end
    [InlineData("000000", 0, false)]
    [InlineData("", 0, false)]
    public void Name_records_are_walked_to_their_end_or_damage(string body, int count, bool damaged)
    {
        NameResolutionBlock records = new(WithBody(PcapngBlockType.NameResolution, true, body));
        int seen = 0;
        while (records.TryReadRecord(out _, out _)) { seen++; }
        (seen, records.IsDamaged).ShouldBe((count, damaged));
    }

    [Fact]
    public void Name_record_may_hold_several_names_and_lack_the_last_zero()
    {
        NameResolutionBlock records = new(WithBody(PcapngBlockType.NameResolution, true, "0001 0008 01020304 61006262 0000 0000"));
        records.TryReadRecord(out _, out ReadOnlySpan<byte> names).ShouldBeTrue();
        NameResolutionBlock.TakeName(ref names).ShouldBe("a");
        NameResolutionBlock.TakeName(ref names).ShouldBe("bb");
        NameResolutionBlock.TakeName(ref names).ShouldBeNull();
    }

    [Theory]
    [InlineData(false, "04030201 0d0c0b0a 11100f0e 0400 0800 0100000000000000 0500 0800 0200000000000000 0600 0800 0300000000000000 0700 0800 0400000000000000 0800 0800 0500000000000000 00000000")]
    [InlineData(true, "01020304 0a0b0c0d 0e0f1011 0004 0008 0000000000000001 0005 0008 0000000000000002 0006 0008 0000000000000003 0007 0008 0000000000000004 0008 0008 0000000000000005 00000000")]
    public void Interface_statistics(bool bigEndian, string body)
    {
        InterfaceStatisticsBlock statistics = new(0x0102_0304, 0x0a0b_0c0d_0e0f_1011, 1, 2, 3, 4, 5);
        PcapngBlock block = Written(bigEndian, body, statistics.Write);
        block.Type.ShouldBe(PcapngBlockType.InterfaceStatistics);
        InterfaceStatisticsBlock.TryRead(block, out InterfaceStatisticsBlock read, out string? error).ShouldBeTrue();
        error.ShouldBeNull();
        read.ShouldBe(statistics);
    }

    [Theory]
    [InlineData("00000001 00000000 00000002", true)]
    [InlineData("00000001 00000000 00000002 0004 0004 00000005", true)]      // a counter of a wrong length is not one
    [InlineData("00000001 00000000 000000", false)]
    public void Interface_statistics_may_lack_counters(string body, bool whole)
    {
        PcapngBlock block = WithBody(PcapngBlockType.InterfaceStatistics, true, body);
        InterfaceStatisticsBlock.TryRead(block, out InterfaceStatisticsBlock read, out string? error).ShouldBe(whole);
        read.ShouldBe(whole ? new InterfaceStatisticsBlock(1, 2, null, null, null, null, null) : default);
        error.ShouldBe(whole ? null : "an Interface Statistics Block has a body of 11 bytes, less than the 12 of its fixed fields");
    }

    [Theory]
    [InlineData(false, "4b534c54 05000000 a1a2a3a4a5000000 0100 0100 63000000 00000000")]
    [InlineData(true, "544c534b 00000005 a1a2a3a4a5000000 0001 0001 63000000 00000000")]
    public void Decryption_secrets(bool bigEndian, string body)
    {
        PcapngBlock block = Written(bigEndian, body, w =>
        {
            DecryptionSecretsBlock.Write(w, DecryptionSecretsBlock.TlsKeyLog, Packet);
            w.Option(PcapngOption.Comment, "c");
        });
        block.Type.ShouldBe(PcapngBlockType.DecryptionSecrets);
        DecryptionSecretsBlock.TryRead(block, out DecryptionSecretsBlock read, out string? error).ShouldBeTrue();
        error.ShouldBeNull();
        read.Type.ShouldBe(DecryptionSecretsBlock.TlsKeyLog);
        read.Secrets.ToArray().ShouldBe(Packet);
        PcapngOptionReader.FindText(read.Options, bigEndian, PcapngOption.Comment).ShouldBe("c");
    }

    [Theory]
    [InlineData("00000001 00000004 a1a2a3a4", null)]
    [InlineData("00000001 00000000", null)]
    [InlineData("00000001 00000005 a1a2a3a4", "a Decryption Secrets Block says it has 5 bytes of secrets; 4 are left in the block")]
    [InlineData("00000001 ffffffff a1a2a3a4", "a Decryption Secrets Block says it has 4294967295 bytes of secrets; 4 are left in the block")]
    [InlineData("00000001 000000", "a Decryption Secrets Block has a body of 7 bytes, less than the 8 of its fixed fields")]
    public void Decryption_secrets_must_fit_into_their_block(string body, string? message)
    {
        DecryptionSecretsBlock.TryRead(WithBody(PcapngBlockType.DecryptionSecrets, true, body), out _, out string? error).ShouldBe(message is null);
        error.ShouldBe(message);
    }

    [Theory]
    [InlineData(false, true, 0x0000_0badu, "04030201 a1a2a3a4a5000000")]
    [InlineData(true, true, 0x0000_0badu, "01020304 a1a2a3a4a5000000")]
    [InlineData(false, false, 0x4000_0badu, "04030201 a1a2a3a4a5000000")]
    [InlineData(true, false, 0x4000_0badu, "01020304 a1a2a3a4a5000000")]
    public void Custom(bool bigEndian, bool mayCopy, uint type, string body)
    {
        PcapngBlock block = Written(bigEndian, body, w => CustomBlock.Write(w, 0x0102_0304, mayCopy, Packet));
        block.Type.ShouldBe((PcapngBlockType)type);
        CustomBlock.TryRead(block, out CustomBlock read, out string? error).ShouldBeTrue();
        error.ShouldBeNull();
        (read.Enterprise, read.MayCopy).ShouldBe((0x0102_0304u, mayCopy));
        read.Data.ToArray().ShouldBe([.. Packet, 0, 0, 0]);
    }

    [Theory]
    [InlineData("00000001", true)]
    [InlineData("000001", false)]
    public void Custom_needs_its_number(string body, bool whole)
    {
        CustomBlock.TryRead(WithBody(PcapngBlockType.Custom, true, body), out _, out string? error).ShouldBe(whole);
        error.ShouldBe(whole ? null : "a Custom Block has a body of 3 bytes, less than the 4 of its fixed fields");
    }

    [Fact]
    public void A_writer_is_needed()
    {
        Action[] writes =
        [
            () => SectionHeaderBlock.Write(null!, 0), () => InterfaceDescriptionBlock.Write(null!, 1, 0), () => EnhancedPacketBlock.Write(null!, 0, 0, Packet, 5), () => SimplePacketBlock.Write(null!, Packet, 5),
            () => PacketBlock.Write(null!, 0, 0, 0, Packet, 5), () => CustomBlock.Write(null!, 1, true, Packet), () => DecryptionSecretsBlock.Write(null!, 1, Packet), () => new InterfaceStatisticsBlock().Write(null!),
            () => NameResolutionBlock.WriteRecord(null!, default, ""), () => NameResolutionBlock.WriteEnd(null!), () => NameResolutionBlock.WriteRecord(new PcapngBlockWriter(), default, null!),
        ];
        foreach (Action write in writes) { Should.Throw<ArgumentNullException>(write); }
    }

    [Fact]
    public void Names_with_a_record_of_another_kind_between_them_are_found_and_a_cut_header_ends_the_walk()
    {
        NameResolutionBlock records = new(WithBody(PcapngBlockType.NameResolution, true, "0001 0006 0a000001 6100 0000 0007 0005 0102030405 000000 0001 0007 0a000002 623100 00 0001"));
        records.TryReadRecord(out IpAddress address, out ReadOnlySpan<byte> names).ShouldBeTrue();
        (address.ToString(), NameResolutionBlock.TakeName(ref names)).ShouldBe(("10.0.0.1", "a"));
        NameResolutionBlock.TakeName(ref names).ShouldBeNull();
        records.TryReadRecord(out address, out names).ShouldBeTrue();
        (address.ToString(), NameResolutionBlock.TakeName(ref names)).ShouldBe(("10.0.0.2", "b1"));
        records.TryReadRecord(out address, out names).ShouldBeFalse();
        (address, names.Length, records.IsDamaged, records.Options.Length).ShouldBe((default, 0, false, 2));
    }

    [Fact]
    public void The_end_record_may_be_the_last_four_bytes()
    {
        NameResolutionBlock records = new(WithBody(PcapngBlockType.NameResolution, true, "0000 0000"));
        records.TryReadRecord(out _, out _).ShouldBeFalse();
        (records.Options.Length, records.IsDamaged).ShouldBe((0, false));
        records = new(WithBody(PcapngBlockType.NameResolution, true, "0000 0000 0001 0000"));
        records.TryReadRecord(out _, out _).ShouldBeFalse();
        records.Options.Length.ShouldBe(4);
    }
}
