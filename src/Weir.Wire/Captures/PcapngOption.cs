namespace Weir.Wire.Captures;

/// <summary>One option of a pcapng block: a code, whose meaning depends on the block, and its value (draft-ietf-opsawg-pcapng 3.5).</summary>
public readonly ref struct PcapngOption
{
    /// <summary>opt_endofopt: nothing follows.</summary>
    public const ushort End = 0;
    /// <summary>opt_comment, in any block: UTF-8 text.</summary>
    public const ushort Comment = 1;
    /// <summary>opt_custom with UTF-8 text, may be copied; the value begins with a Private Enterprise Number.</summary>
    public const ushort CustomText = 2988;
    /// <summary>opt_custom with bytes, may be copied.</summary>
    public const ushort CustomBytes = 2989;
    /// <summary>opt_custom with UTF-8 text, must not be copied.</summary>
    public const ushort CustomTextDoNotCopy = 19372;
    /// <summary>opt_custom with bytes, must not be copied.</summary>
    public const ushort CustomBytesDoNotCopy = 19373;

    /// <summary>Makes an option.</summary>
    public PcapngOption(ushort code, ReadOnlySpan<byte> value)
    {
        Code = code;
        Value = value;
    }

    /// <summary>What it is.</summary>
    public ushort Code { get; }

    /// <summary>Its bytes without padding.</summary>
    public ReadOnlySpan<byte> Value { get; }
}
