using Weir.Wire.Frames;

namespace Weir.Capture;

/// <summary>What a capture holds, counted by reading it once: what <c>weir info</c> shows.</summary>
/// <param name="Path">The file as it was named.</param>
/// <param name="Format">See <see cref="CaptureReader.Format"/>; null when the file could not be opened.</param>
/// <param name="Packets">Whole packets.</param>
/// <param name="Bytes">Captured bytes of all packets.</param>
/// <param name="LinkTypes">Link-layer header types of its interfaces, each once, in the order of the file.</param>
/// <param name="Interfaces">Names of its points of observation.</param>
/// <param name="First">Earliest time of a packet in nanoseconds since 1970; null when no packet has one.</param>
/// <param name="Last">Latest time of a packet in nanoseconds since 1970; null when no packet has one.</param>
/// <param name="IsDamaged">True when the file ends inside a record or contradicts itself; what came before is counted.</param>
/// <param name="Error">Null, or what is wrong, with the offset.</param>
internal sealed record CaptureSummary(
    string Path,
    string? Format,
    long Packets,
    long Bytes,
    IReadOnlyList<LinkType> LinkTypes,
    IReadOnlyList<string> Interfaces,
    long? First,
    long? Last,
    bool IsDamaged,
    string? Error)
{
    private const int PacketsBetweenReports = 1 << 16;

    /// <summary>Reads a capture to its end. Never throws <see cref="WeirException"/>: a file that cannot be opened gives a summary without a format.</summary>
    /// <param name="path">The file, as it shall be named.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="progress">Called now and then with the reader; null = not. Reading ends when it returns false.</param>
    public static CaptureSummary Read(string path, Func<CaptureReader> open, Func<CaptureReader, bool>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(open);
        CaptureReader reader;
        try
        {
            reader = open();
        }
        catch (OperationCanceledException)
        {
            return new CaptureSummary(path, null, 0, 0, [], [], null, null, IsDamaged: false, "interrupted before its first bytes came");
        }
        catch (WeirException cause)
        {
            return new CaptureSummary(path, null, 0, 0, [], [], null, null, IsDamaged: false, cause.Message);
        }

        using (reader) { return Read(path, reader, progress); }
    }

    private static CaptureSummary Read(string path, CaptureReader reader, Func<CaptureReader, bool>? progress)
    {
        long bytes = 0;
        long first = long.MaxValue;
        long last = long.MinValue;
        bool more = true;
        while (more)
        {
            int left = PacketsBetweenReports;
            while (left > 0 && reader.TryRead(out Frame frame))
            {
                left--;
                bytes += frame.Bytes.Length;
                if (!reader.HasTime) { continue; }
                first = Math.Min(first, frame.Time);
                last = Math.Max(last, frame.Time);
            }

            more = left == 0 && (progress?.Invoke(reader) ?? true);
        }

        List<LinkType> linkTypes = [];
        foreach (CaptureInterface one in reader.Interfaces)
        {
            if (!linkTypes.Contains((LinkType)one.LinkType)) { linkTypes.Add((LinkType)one.LinkType); }
        }

        return new CaptureSummary(
            path,
            reader.Format,
            reader.PacketCount,
            bytes,
            linkTypes,
            [.. reader.Points.Select(point => point.Name)],
            first <= last ? first : null,
            first <= last ? last : null,
            reader.Fault is not null,
            reader.Fault?.Message);
    }
}
