using System.Diagnostics.CodeAnalysis;

namespace Weir;

/// <summary>A data rate in bits a second, never negative. Prefixes count by 1000: <c>1 kbit/s</c> is 1000 bits a second; <c>1 Kibit/s</c> is 1024.</summary>
/// <param name="BitsPerSecond">The rate in bits a second.</param>
public readonly record struct DataRate(long BitsPerSecond) : IComparable<DataRate>
{
    private static readonly UnitTable s_units = new("a data rate", "20 Mbit/s",
    [
        new("bit/s", 1, "bps", "b/s", "bit"), new("kbit/s", 1_000, "kbps", "kb/s", "kbit", "Kbit/s", "Kbps"), new("Mbit/s", 1_000_000, "Mbps", "Mb/s", "Mbit"),
        new("Gbit/s", 1_000_000_000, "Gbps", "Gb/s", "Gbit"), new("Tbit/s", 1_000_000_000_000, "Tbps", "Tb/s", "Tbit"),
        new("Kibit/s", 1_024, "Kibit"), new("Mibit/s", 1_048_576, "Mibit"), new("Gibit/s", 1_073_741_824, "Gibit"),
        new("B/s", 8), new("kB/s", 8_000, "KB/s"), new("MB/s", 8_000_000), new("GB/s", 8_000_000_000),
        new("KiB/s", 8_192), new("MiB/s", 8_388_608), new("GiB/s", 8_589_934_592),
    ], [new("k", "kbit/s"), new("M", "Mbit/s for bits or MB/s for bytes"), new("G", "Gbit/s for bits or GB/s for bytes"), new("mb/s", "Mbit/s for bits or MB/s for bytes"),
        new("B", "B/s"), new("MB", "MB/s for bytes a second or Mbit/s for bits a second")]);

    /// <summary>Reads a rate such as <c>20 Mbit/s</c>, <c>1.5 Gbit/s</c>, <c>100 KiB/s</c>. <c>Mbps</c> and <c>Mb/s</c> mean bits, <c>MB/s</c> bytes.</summary>
    public static bool TryParse(string? text, out DataRate value, [NotNullWhen(false)] out UnitMistake? mistake)
    {
        value = default;
        if (!s_units.TryRead(text, out decimal bits, out mistake)) { return false; }
        decimal rounded = Math.Round(bits);
        if (rounded == 0 && bits != 0) { mistake = new($"'{text}' is too slow", "the slowest rate is 1 bit/s"); return false; }
        if (rounded > long.MaxValue) { mistake = new($"'{text}' is too fast", "write a data rate such as 20 Mbit/s"); return false; }
        value = new DataRate((long)rounded);
        return true;
    }

    /// <summary>Reads a rate, or throws a <see cref="WeirException"/> with the mistake and its hint.</summary>
    public static DataRate Parse(string? text) => TryParse(text, out DataRate value, out UnitMistake? mistake) ? value : throw new WeirException(mistake.ToString());

    /// <inheritdoc/>
    public int CompareTo(DataRate other) => BitsPerSecond.CompareTo(other.BitsPerSecond);

    /// <summary>The rate without loss in the largest fitting unit: <c>20 Mbit/s</c>. <see cref="Parse"/> reads it back.</summary>
    public override string ToString() => s_units.Format(BitsPerSecond, ["Tbit/s", "Gbit/s", "Mbit/s", "kbit/s"], "bit/s");
}
