namespace Weir.Capture;

/// <summary>How frames are captured while they pass.</summary>
public sealed record LiveCaptureOptions
{
    /// <summary>Which frames are kept, in the language of <c>pcap-filter(7)</c>; empty for all.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Memory of the kernel's ring for each interface: frames that wait to be written. When it is full, frames are dropped and counted.</summary>
    public DataSize Ring { get; init; } = new(4 << 20);

    /// <summary>Keep frames that the interface's node sends.</summary>
    public bool Sent { get; init; } = true;

    /// <summary>Keep frames that the interface's node receives.</summary>
    public bool Received { get; init; } = true;

    /// <summary>Bytes kept of each frame; 0 for all.</summary>
    public int SnapLength { get; init; }

    /// <summary>Frames that are written at most; those after them are neither written nor lost. 0: no limit.</summary>
    public long FrameLimit { get; init; }

    /// <summary>How long a frame may wait in a ring that is not full before it is written.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Size at which a file is full and the next one begins, each with a number in its name; 0 bytes for one file without end. Below 64 KiB it counts as 64 KiB.</summary>
    public DataSize FileSize { get; init; }

    /// <summary>With <see cref="FileSize"/>: how many files are kept, the newest; 0 for all.</summary>
    public int Files { get; init; }
}
