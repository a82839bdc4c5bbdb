using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weir;

/// <summary>How much may wait in front of a link that is slower than what comes: so many packets, or so many bytes. What comes on top is dropped.</summary>
public readonly record struct QueueLimit
{
    private QueueLimit(int packets, long bytes) => (Packets, Bytes) = (packets, bytes);

    /// <summary>What a link has that asks for nothing: 1000 packets.</summary>
    public static QueueLimit Default => new(1000, 0);

    /// <summary>The limit in packets on the wire, or 0 when it counts bytes.</summary>
    public int Packets { get; }

    /// <summary>The limit in bytes, or 0 when it counts packets.</summary>
    public long Bytes { get; }

    /// <summary>A limit of at least one packet.</summary>
    public static QueueLimit OfPackets(int packets) => packets >= 1 ? new(packets, 0) : throw new ArgumentOutOfRangeException(nameof(packets), packets, "a queue holds at least one packet");

    /// <summary>A limit in bytes, at least one. A single packet that is larger than the limit never passes a busy link.</summary>
    public static QueueLimit OfBytes(DataSize size) => size.Bytes >= 1 ? new(0, size.Bytes) : throw new ArgumentOutOfRangeException(nameof(size), size, "a queue holds at least one byte");

    /// <summary>Reads <c>100 packets</c> or a size such as <c>64 KiB</c>.</summary>
    public static bool TryParse(string? text, out QueueLimit value, [NotNullWhen(false)] out UnitMistake? mistake)
    {
        value = Default;
        string trimmed = (text ?? "").Trim();
        string number = trimmed.EndsWith("packets", StringComparison.Ordinal) ? trimmed[..^7] : trimmed.EndsWith("packet", StringComparison.Ordinal) ? trimmed[..^6] : "";
        mistake = null;
        if (number.Length > 0)
        {
            if (int.TryParse(number.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int packets) && packets >= 1) { value = OfPackets(packets); return true; }
            mistake = new UnitMistake($"'{trimmed}' is no number of packets", "write 100 packets or 64 KiB");
            return false;
        }

        if (!DataSize.TryParse(text, out DataSize size, out mistake))
        {
            if (int.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out _)) { mistake = mistake with { Hint = $"write {trimmed} packets, or a size such as 64 KiB" }; }
            return false;
        }

        if (size.Bytes == 0) { mistake = new UnitMistake("a queue of nothing passes nothing", "write 100 packets or 64 KiB"); return false; }
        value = OfBytes(size);
        return true;
    }

    /// <summary>The limit as <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => Packets > 0 ? (Packets == 1 ? "1 packet" : $"{Packets} packets") : new DataSize(Bytes).ToString();
}
