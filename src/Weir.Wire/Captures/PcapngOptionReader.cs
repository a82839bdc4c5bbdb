using System.Text;

namespace Weir.Wire.Captures;

/// <summary>
/// Walks the options of a pcapng block. Options end at opt_endofopt or with the block, whichever comes first; a length that reaches beyond
/// the block ends the walk with <see cref="IsDamaged"/>.
/// </summary>
public ref struct PcapngOptionReader
{
    private const int HeaderLength = 4;
    private readonly bool _bigEndian;
    private ReadOnlySpan<byte> _rest;

    /// <summary>Walks <paramref name="options"/>, the part of a block's body that follows its fixed fields.</summary>
    public PcapngOptionReader(ReadOnlySpan<byte> options, bool bigEndian)
    {
        _rest = options;
        _bigEndian = bigEndian;
    }

    /// <summary>True when an option's length reached beyond the block.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Reads the next option; false at their end.</summary>
    public bool TryRead(out PcapngOption option)
    {
        option = default;
        if (_rest.Length < HeaderLength)
        {
            IsDamaged |= !_rest.IsEmpty;
            _rest = default;
            return false;
        }

        ushort code = ByteOrder.ReadUInt16(_rest, _bigEndian);
        int length = ByteOrder.ReadUInt16(_rest[2..], _bigEndian);
        if (length > _rest.Length - HeaderLength)
        {
            IsDamaged = true; // also at the end option, whose length has no meaning: wiretap judges so
            _rest = default;
            return false;
        }

        if (code == PcapngOption.End)
        {
            _rest = default;
            return false;
        }

        option = new PcapngOption(code, _rest.Slice(HeaderLength, length));
        int padded = HeaderLength + ((length + 3) & ~3);
        _rest = padded < _rest.Length ? _rest[padded..] : default;
        return true;
    }

    /// <summary>The first option with this code as UTF-8 text, or null.</summary>
    public static string? FindText(ReadOnlySpan<byte> options, bool bigEndian, ushort code)
    {
        PcapngOptionReader reader = new(options, bigEndian);
        while (reader.TryRead(out PcapngOption option))
        {
            if (option.Code == code) { return ReadText(option.Value); }
        }

        return null;
    }

    /// <summary>UTF-8 text; bytes that are none become U+FFFD, and a terminating zero that some writers add is left out.</summary>
    public static string ReadText(ReadOnlySpan<byte> value)
    {
        int zero = value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(zero < 0 ? value : value[..zero]);
    }
}
