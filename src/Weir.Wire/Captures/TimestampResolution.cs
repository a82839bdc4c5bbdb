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
        if (IsBinary) { return FromBinary(units); }
        if (Exponent > LastDecimalExponent) { return 0; }
        if (Exponent > NanosecondExponent) { return (long)Math.Min(units / PowerOfTen(Exponent - NanosecondExponent), long.MaxValue); }
        ulong over = Math.BigMul(units, PowerOfTen(NanosecondExponent - Exponent), out ulong time);
        return over != 0 ? long.MaxValue : (long)Math.Min(time, long.MaxValue);
    }

    // Apart, because code with numbers of 128 bits cannot be compiled ahead of time, and times of powers of two are rare.
    private long FromBinary(ulong units)
    {
        UInt128 time = Exponent >= 94 ? 0 : ((UInt128)units * 1_000_000_000u) >> Exponent;
        return time > (UInt128)long.MaxValue ? long.MaxValue : (long)time;
    }

    /// <summary>Nanoseconds since 1970 to units since 1970; rounds down, 0 for times before 1970.</summary>
    public ulong FromNanoseconds(long nanoseconds)
    {
        ulong time = nanoseconds < 0 ? 0 : (ulong)nanoseconds;
        if (IsBinary) { return ToBinary(time); }
        if (Exponent <= NanosecondExponent) { return time / PowerOfTen(NanosecondExponent - Exponent); }
        if (Exponent > LastDecimalExponent) { return ulong.MaxValue; }
        ulong over = Math.BigMul(time, PowerOfTen(Exponent - NanosecondExponent), out ulong units);
        return over != 0 ? ulong.MaxValue : units;
    }

    private ulong ToBinary(ulong time)
    {
        // 64 bits of shift fit in 128; what is finer is shifted after the division, and saturates there.
        int shift = Math.Min(Exponent, 64);
        UInt128 units = ((UInt128)time << shift) / 1_000_000_000u;
        return units > ulong.MaxValue >> Math.Min(Exponent - shift, 63) ? ulong.MaxValue : (ulong)units << (Exponent - shift);
    }

    private static ulong PowerOfTen(int exponent)
    {
        ulong power = 1;
        for (int i = 0; i < exponent; i++) { power *= 10; }
        return power;
    }
}
