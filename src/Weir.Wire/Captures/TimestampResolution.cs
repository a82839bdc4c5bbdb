namespace Weir.Wire.Captures;

/// <summary>
/// if_tsresol (draft-ietf-opsawg-pcapng 4.2): units of an interface's times; the top bit chooses between negative powers of 2 and of 10.
/// </summary>
/// <param name="Value">The option's byte.</param>
public readonly record struct TimestampResolution(byte Value)
{
    /// <summary>What holds when the option is absent: microseconds.</summary>
    public static TimestampResolution Microseconds => new(6);

    /// <summary>Nanoseconds.</summary>
    public static TimestampResolution Nanoseconds => new(9);

    private const byte BinaryBit = 0x80;
    private const int NanosecondExponent = 9;
    // 10^19 is the last power of ten in 64 bits: a finer unit has no whole number of units that lasts a nanosecond's part here.
    private const int LastDecimalExponent = 19 + NanosecondExponent;

    /// <summary>True when the unit is a negative power of 2.</summary>
    public bool IsBinary => (Value & BinaryBit) != 0;

    /// <summary>The exponent without its sign.</summary>
    public int Exponent => Value & 0x7f;

    /// <summary>Units since 1970 to nanoseconds since 1970; saturates at the ends of 64 bits, rounds down.</summary>
    public long ToNanoseconds(ulong units)
    {
        if (IsBinary) { return Clamp(Exponent >= 94 ? 0 : ((UInt128)units * 1_000_000_000u) >> Exponent); }
        if (Exponent <= NanosecondExponent) { return Clamp((UInt128)units * PowerOfTen(NanosecondExponent - Exponent)); }
        return Exponent > LastDecimalExponent ? 0 : Clamp(units / PowerOfTen(Exponent - NanosecondExponent));
    }

    /// <summary>Nanoseconds since 1970 to units since 1970; rounds down, 0 for times before 1970.</summary>
    public ulong FromNanoseconds(long nanoseconds)
    {
        ulong time = nanoseconds < 0 ? 0 : (ulong)nanoseconds;
        if (IsBinary)
        {
            // 64 bits of shift fit in 128; what is finer is shifted after the division, and saturates there.
            int shift = Math.Min(Exponent, 64);
            UInt128 units = ((UInt128)time << shift) / 1_000_000_000u;
            return units > ulong.MaxValue >> Math.Min(Exponent - shift, 63) ? ulong.MaxValue : (ulong)units << (Exponent - shift);
        }

        if (Exponent <= NanosecondExponent) { return time / PowerOfTen(NanosecondExponent - Exponent); }
        return Exponent > LastDecimalExponent ? ulong.MaxValue : Clamp64((UInt128)time * PowerOfTen(Exponent - NanosecondExponent));
    }

    private static ulong PowerOfTen(int exponent)
    {
        ulong power = 1;
        for (int i = 0; i < exponent; i++) { power *= 10; }
        return power;
    }

    private static long Clamp(UInt128 value) => value > (UInt128)long.MaxValue ? long.MaxValue : (long)value;

    private static ulong Clamp64(UInt128 value) => value > ulong.MaxValue ? ulong.MaxValue : (ulong)value;
}
