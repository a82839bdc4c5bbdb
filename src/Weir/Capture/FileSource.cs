using Microsoft.Win32.SafeHandles;

namespace Weir.Capture;

/// <summary>A regular file, read by offset; with follow it waits at the end for more.</summary>
internal sealed class FileSource(SafeFileHandle handle, CaptureReaderOptions options) : ByteSource
{
    private long _offset;
    private bool _cancelled;

    public override long Consumed => _offset;

    public override long? Length => RandomAccess.GetLength(handle);

    public override bool WasCancelled => _cancelled;

    /// <summary>Goes back to the start: the first bytes, which tell the format, are read again.</summary>
    public void Rewind() => _offset = 0;

    public override int Read(Span<byte> target)
    {
        while (true)
        {
            int read = RandomAccess.Read(handle, target, _offset);
            if (read > 0)
            {
                _offset += read;
                return read;
            }

            if (!options.Follow || _cancelled) { return 0; }
            if (RandomAccess.GetLength(handle) < _offset) { throw new IOException("the file became shorter while it was followed"); }
            if (!Wait())
            {
                _cancelled = true;
                return 0;
            }
        }
    }

    public override void Dispose() => handle.Dispose();

    /// <summary>Waits for the poll interval on the options' clock; false when cancelled.</summary>
    private bool Wait()
    {
        options.Waiting?.Invoke();
        using ManualResetEventSlim due = new(initialState: false);
        using ITimer timer = options.Clock.CreateTimer(
            static state => ((ManualResetEventSlim)state!).Set(), due, options.PollInterval, Timeout.InfiniteTimeSpan);
        try
        {
            due.Wait(options.Cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
