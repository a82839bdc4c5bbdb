namespace Weir.Capture;

/// <summary>How <see cref="CaptureWriter"/> writes.</summary>
public sealed record CaptureWriterOptions
{
    /// <summary>The file's format.</summary>
    public CaptureFileFormat Format { get; init; } = CaptureFileFormat.Pcapng;

    /// <summary>True writes big-endian numbers; readers take both.</summary>
    public bool BigEndian { get; init; }

    /// <summary>Most bytes of a packet, as told in the file; packets are written as they are given.</summary>
    public uint SnapLength { get; init; } = Wire.Captures.CaptureLimits.PacketLength;

    /// <summary>Bytes collected before they are written out.</summary>
    public int BufferSize { get; init; } = 128 * 1024;

    /// <summary>pcapng: comment on the section, or null.</summary>
    public string? Comment { get; init; }

    /// <summary>pcapng: the program that writes (shb_userappl), or null.</summary>
    public string? Application { get; init; } = "weir";
}
