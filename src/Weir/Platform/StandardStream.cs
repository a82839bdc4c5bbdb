using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>
/// Standard output and standard error by <c>write(2)</c>. Unlike the console's stream it says when the reader went away (an <see cref="IOException"/> whose HResult is EPIPE, 32), and unlike a file stream it
/// keeps no position of its own, so that two descriptors of one file do not overwrite each other.
/// </summary>
internal sealed partial class StandardStream : Stream
{
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const short WritableEvent = 4;
    private readonly int _descriptor;
    private readonly bool _mustArrive;

    private StandardStream(int descriptor, bool mustArrive)
    {
        _descriptor = descriptor;
        _mustArrive = mustArrive;
    }

    /// <summary>Standard output.</summary>
    public static StandardStream Output { get; } = new(1, mustArrive: true);

    /// <summary>Standard error. What nobody reads any more is let go of: a message without a reader changes neither what a command does nor how it ends.</summary>
    public static StandardStream Error { get; } = new(2, mustArrive: false);

    /// <summary>True when standard output is a terminal.</summary>
    public static bool OutputIsTerminal => IsTerminal(1) == 1;

    /// <summary>True when standard error is a terminal.</summary>
    public static bool ErrorIsTerminal => IsTerminal(2) == 1;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written;
            // Safe: the pointer is used during the call only, with the span's own length.
            fixed (byte* bytes = buffer) { written = WriteBytes(_descriptor, bytes, (nuint)buffer.Length); }
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == Interrupted) { continue; }
            if (error == TryAgain)
            {
                // Somebody made the descriptor non-blocking (a terminal shared with another program): wait until it takes more.
                var wait = new PollDescriptor { Descriptor = _descriptor, Events = WritableEvent };
                _ = Poll(ref wait, 1, -1);
                continue;
            }

            if (!_mustArrive) { return; }
            throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteBytes(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
