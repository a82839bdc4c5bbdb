using Weir.Platform;

namespace Weir.Capture;

/// <summary>A pipe, a terminal or standard input. While nothing comes it looks at the cancellation, which ends it.</summary>
internal sealed class PipeSource(WaitableFile file, CaptureReaderOptions options) : ByteSource
{
    /// <summary>How long a cancellation may go unnoticed, in milliseconds.</summary>
    private const int LookEvery = 100;

    private long _consumed;
    private bool _cancelled;

    public override long Consumed => _consumed;

    public override long? Length => null;

    public override bool WasCancelled => _cancelled;

    public override int Read(Span<byte> target)
    {
        while (!_cancelled)
        {
            if (!file.WaitUntilReadable(0) && !Wait()) { break; }
            if (file.Read(target) is not { } read) { continue; }
            _consumed += read;
            return read;
        }

        return 0;
    }

    public override void Dispose() => file.Dispose();

    /// <summary>Waits until there is something to read; false when cancelled.</summary>
    private bool Wait()
    {
        options.Waiting?.Invoke();
        do { _cancelled = options.Cancellation.IsCancellationRequested; }
        while (!_cancelled && !file.WaitUntilReadable(LookEvery));
        return !_cancelled;
    }
}
