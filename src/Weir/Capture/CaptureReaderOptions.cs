using Weir.Platform;

namespace Weir.Capture;

/// <summary>How <see cref="CaptureReader"/> reads.</summary>
public sealed record CaptureReaderOptions
{
    /// <summary>At the end of a regular file wait for more until <see cref="Cancellation"/>, instead of ending. Pipes end when their writer closes them.</summary>
    public bool Follow { get; init; }

    /// <summary>How often a followed file is looked at.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The clock that <see cref="PollInterval"/> is measured on.</summary>
    public TimeProvider Clock { get; init; } = MachineClock.Instance;

    /// <summary>Ends the waiting for a followed file or a pipe; what was read is then the end, without a fault. While bytes come it has no effect.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>
    /// Called each time before the reader waits for more bytes, when everything before has been handed on: the place to write out what was printed so far. By the thread that the packets or messages
    /// come from; by several threads when several files are read. Null when nobody wants to know.
    /// </summary>
    public Action? Waiting { get; init; }

    /// <summary>
    /// Called with each Custom Block and each block of an unknown type of a pcapng file, before the packet that follows it is handed out (those before the first packet already while the file is opened).
    /// Nothing is kept of them. Blocks longer than <see cref="Wire.Captures.CaptureLimits.KeptBlockLength"/> are passed over and counted. Null when nobody wants them.
    /// </summary>
    public OpaqueBlockHandler? OpaqueBlocks { get; init; }

    /// <summary>Name of the file's point of observation; null = the file's name without extension.</summary>
    public string? Name { get; init; }

    /// <summary>Bytes read at once. 256 KiB measured best (64 KiB equal, 4 MiB a fifth slower); it grows only for a record that is longer.</summary>
    public int BufferSize { get; init; } = 256 * 1024;
}
