using Weir.Capture;

namespace Weir.Processing;

/// <summary>One capture file on the path: its reader, and what is to happen before that waits for more bytes, which whoever works on the file knows.</summary>
internal sealed class PathFile : IDisposable
{
    /// <summary>Opens the file; throws as <see cref="CaptureReader.Open(string, CaptureReaderOptions?)"/> does.</summary>
    public PathFile(string name, CaptureReaderOptions options)
    {
        Name = name;
        Reader = CaptureReader.Open(name, options with { Waiting = () => Waiting?.Invoke() });
    }

    /// <summary>The path as given.</summary>
    public string Name { get; }

    public CaptureReader Reader { get; }

    /// <summary>Called by the thread that reads, each time before it waits.</summary>
    public Action? Waiting { get; set; }

    public void Dispose() => Reader.Dispose();
}
