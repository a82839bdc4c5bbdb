using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>
/// A file that is only written at its end (O_APPEND), each write with one call where the kernel takes it whole: so several processes may write lines to one file, and none is lost. A file stream with
/// FileMode.Append remembers the end of the moment when it was opened, and writes over what another process put there since.
/// </summary>
internal sealed unsafe class AppendedFile : Stream
{
    private readonly SafeFileHandle _file;

    private AppendedFile(SafeFileHandle file) => _file = file;

    /// <summary>Opens the file, and makes it where there is none: with this mode, less what the process's mask takes away.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static AppendedFile Open(string path, UnixFileMode mode)
    {
        while (true)
        {
            SafeFileHandle file = LinuxCalls.Open(path, LinuxCalls.OpenWriteOnly | LinuxCalls.OpenCreate | LinuxCalls.OpenAppend | LinuxCalls.OpenCloseOnExec, (int)mode);
            if (!file.IsInvalid) { return new AppendedFile(file); }
            int error = LinuxCalls.LastError;
            if (error != LinuxCalls.ErrorInterrupted) { throw new IOException(LinuxCalls.Describe(error), error); }
        }
    }

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
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written;
            // Safe: the span is pinned for the call and its length is given.
            fixed (byte* bytes = buffer) { written = LinuxCalls.Write(_file, bytes, (nuint)buffer.Length); }
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            int error = LinuxCalls.LastError;
            if (error != LinuxCalls.ErrorInterrupted) { throw new IOException(LinuxCalls.Describe(error), error); }
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

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) { _file.Dispose(); }
        base.Dispose(disposing);
    }
}
