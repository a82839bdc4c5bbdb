using System.Diagnostics.CodeAnalysis;

namespace Weir.Wire.Captures;

/// <summary>Interface Description Block (draft-ietf-opsawg-pcapng 4.2): the interfaces of a section are numbered from 0 in the order of these blocks.</summary>
public readonly ref struct InterfaceDescriptionBlock
{
    /// <summary>Bytes of the body before the options.</summary>
    public const int FixedLength = 8;
    /// <summary>if_name: text.</summary>
    public const ushort NameOption = 2;
    /// <summary>if_description: text.</summary>
    public const ushort DescriptionOption = 3;
    /// <summary>if_IPv4addr: address and mask, 8 bytes.</summary>
    public const ushort IPv4AddressOption = 4;
    /// <summary>if_IPv6addr: address and prefix length, 17 bytes.</summary>
    public const ushort IPv6AddressOption = 5;
    /// <summary>if_MACaddr: 6 bytes.</summary>
    public const ushort MacAddressOption = 6;
    /// <summary>if_EUIaddr: 8 bytes.</summary>
    public const ushort EuiAddressOption = 7;
    /// <summary>if_speed: bits per second, 8 bytes.</summary>
    public const ushort SpeedOption = 8;
    /// <summary>if_tsresol: see <see cref="TimestampResolution"/>.</summary>
    public const ushort ResolutionOption = 9;
    /// <summary>if_tzone: obsolete, 4 bytes.</summary>
    public const ushort ZoneOption = 10;
    /// <summary>if_filter: one byte that tells the language (0 = libpcap's text), then the filter.</summary>
    public const ushort FilterOption = 11;
    /// <summary>if_os: text.</summary>
    public const ushort OsOption = 12;
    /// <summary>if_fcslen: bits of the frame check sequence, 1 byte.</summary>
    public const ushort FcsLengthOption = 13;
    /// <summary>if_tsoffset: seconds added to every time, 8 bytes, signed.</summary>
    public const ushort OffsetOption = 14;
    /// <summary>if_hardware: text.</summary>
    public const ushort HardwareOption = 15;
    /// <summary>if_txspeed: bits per second, 8 bytes.</summary>
    public const ushort TransmitSpeedOption = 16;
    /// <summary>if_rxspeed: bits per second, 8 bytes.</summary>
    public const ushort ReceiveSpeedOption = 17;
    /// <summary>if_iana_tzname: text.</summary>
    public const ushort ZoneNameOption = 18;

    private InterfaceDescriptionBlock(scoped in PcapngBlock block)
    {
        LinkType = ByteOrder.ReadUInt16(block.Body, block.BigEndian);
        SnapLength = ByteOrder.ReadUInt32(block.Body[4..], block.BigEndian);
        Options = block.Body[FixedLength..];
        BigEndian = block.BigEndian;
    }

    /// <summary>Byte order of the section.</summary>
    public bool BigEndian { get; }

    /// <summary>The link-layer header type (tcpdump.org/linktypes).</summary>
    public int LinkType { get; }

    /// <summary>Most bytes of a packet that the writer kept; 0 means no limit.</summary>
    public uint SnapLength { get; }

    /// <summary>The options.</summary>
    public ReadOnlySpan<byte> Options { get; }

    /// <summary>Reads the body of an Interface Description Block; false with what is wrong when it is too short or an option that counts is damaged.</summary>
    public static bool TryRead(scoped in PcapngBlock block, out InterfaceDescriptionBlock description, [NotNullWhen(false)] out string? error)
    {
        description = default;
        error = BlockFields.CheckLength(block, FixedLength);
        if (error is not null) { return false; }
        description = new InterfaceDescriptionBlock(block);
        return true;
    }

    /// <summary>Units and offset of this interface's times, from if_tsresol and if_tsoffset; microseconds and 0 where they are absent or of a wrong length.</summary>
    public TimestampResolution ReadResolution(out long offsetSeconds)
    {
        TimestampResolution resolution = TimestampResolution.Microseconds;
        offsetSeconds = 0;
        PcapngOptionReader reader = new(Options, BigEndian);
        while (reader.TryRead(out PcapngOption option))
        {
            if (option.Code == ResolutionOption && option.Value.Length == 1) { resolution = new TimestampResolution(option.Value[0]); }
            else if (option.Code == OffsetOption && option.Value.Length == 8)
            {
                offsetSeconds = unchecked((long)ByteOrder.ReadUInt64(option.Value, BigEndian));
            }
        }

        return resolution;
    }

    /// <summary>The text of an option such as <see cref="NameOption"/>, or null.</summary>
    public string? ReadText(ushort code) => PcapngOptionReader.FindText(Options, BigEndian, code);

    /// <summary>The filter in libpcap's text form, or null when there is none or it is in another form.</summary>
    public string? ReadFilter()
    {
        PcapngOptionReader reader = new(Options, BigEndian);
        while (reader.TryRead(out PcapngOption option))
        {
            if (option.Code == FilterOption && option.Value.Length > 1 && option.Value[0] == 0) { return PcapngOptionReader.ReadText(option.Value[1..]); }
        }

        return null;
    }

    /// <summary>Begins the block and writes its fixed fields; options may follow.</summary>
    public static void Write(PcapngBlockWriter writer, int linkType, uint snapLength)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Begin(PcapngBlockType.InterfaceDescription);
        writer.UInt16((ushort)linkType);
        writer.UInt16(0);
        writer.UInt32(snapLength);
    }
}
