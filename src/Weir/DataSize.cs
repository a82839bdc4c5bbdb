using System.Diagnostics.CodeAnalysis;

namespace Weir;

/// <summary>An amount of data in bytes, never negative. <c>1 kB</c> is 1000 bytes, <c>1 KiB</c> is 1024.</summary>
/// <param name="Bytes">The amount in bytes.</param>
public readonly record struct DataSize(long Bytes) : IComparable<DataSize>
{
    private static readonly UnitTable s_units = new("a size", "64 KiB",
    [
        new("B", 1, "byte", "bytes"), new("kB", 1_000, "KB"), new("MB", 1_000_000), new("GB", 1_000_000_000), new("TB", 1_000_000_000_000),
        new("KiB", 1L << 10), new("MiB", 1L << 20), new("GiB", 1L << 30), new("TiB", 1L << 40),
    ], [new("k", "KiB or kB"), new("K", "KiB or kB"), new("M", "MiB or MB"), new("m", "MiB or MB"), new("G", "GiB or GB"), new("g", "GiB or GB"),
        new("b", "B for bytes"), new("Mb", "MB for bytes"), new("kb", "kB for bytes"), new("Kb", "kB for bytes"), new("Gb", "GB for bytes")]);

    /// <summary>Reads a size such as <c>64 KiB</c>, <c>256 MiB</c>, <c>1500 B</c>.</summary>
    public static bool TryParse(string? text, out DataSize value, [NotNullWhen(false)] out UnitMistake? mistake)
    {
        value = default;
        if (!s_units.TryRead(text, out decimal bytes, out mistake)) { return false; }
        if (bytes != Math.Floor(bytes)) { mistake = new($"'{text}' is not a whole number of bytes", "write a size such as 64 KiB"); return false; }
        if (bytes > long.MaxValue) { mistake = new($"'{text}' is too large", "write a size such as 64 KiB"); return false; }
        value = new DataSize((long)bytes);
        return true;
    }

    /// <summary>Reads a size, or throws a <see cref="WeirException"/> with the mistake and its hint.</summary>
    public static DataSize Parse(string? text) => TryParse(text, out DataSize value, out UnitMistake? mistake) ? value : throw new WeirException(mistake.ToString());

    /// <inheritdoc/>
    public int CompareTo(DataSize other) => Bytes.CompareTo(other.Bytes);

    /// <summary>The size without loss, binary where it is a multiple of 1024: <c>64 KiB</c>, <c>1500 B</c>, <c>2 MB</c>. <see cref="Parse"/> reads it back.</summary>
    public override string ToString()
    {
        foreach ((string unit, int shift) in ((string, int)[])[("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)])
        {
            if (Bytes >= 1L << shift && Bytes % (1L << shift) == 0) { return $"{Bytes >> shift} {unit}"; }
        }

        return Bytes >= 10_000 ? s_units.Format(Bytes, ["TB", "GB", "MB", "kB"], "B") : $"{Bytes} B";
    }
}
