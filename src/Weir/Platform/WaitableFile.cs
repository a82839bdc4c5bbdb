using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>
/// Reads from pipes, terminals and sockets without being caught in the read: <see cref="WaitUntilReadable"/> waits by <c>poll(2)</c> for a bounded time, so that whoever reads can look at other things
/// in between.
/// </summary>
internal sealed partial class WaitableFile : IDisposable
{
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const short ReadableEvent = 1;
    private const int NonBlocking = 0x800;
    private const int CloseOnExecute = 0x80000;
    private const int FromHere = 1;
    private readonly SafeFileHandle _handle;

    private WaitableFile(SafeFileHandle handle) => _handle = handle;

    /// <summary>Standard input. It stays open when this is disposed.</summary>
    public static WaitableFile StandardInput => new(new SafeFileHandle(0, ownsHandle: false));

    /// <summary>Opens what has no places to seek: a pipe, a terminal. Unlike the usual way it does not wait for the other end of a named pipe. Null for all else, and for what cannot be opened.</summary>
    public static WaitableFile? TryOpenPipe(string path)
    {
        int descriptor = OpenFile(path, NonBlocking | CloseOnExecute);
        if (descriptor < 0) { return null; }
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Seek(handle, 0, FromHere) < 0) { return new WaitableFile(handle); }
        handle.Dispose();
        return null;
    }

    /// <summary>True when something can be read now, be it the end; false when nothing came within <paramref name="milliseconds"/>.</summary>
    public bool WaitUntilReadable(int milliseconds)
    {
        var wait = new PollDescriptor { Descriptor = (int)_handle.DangerousGetHandle(), Events = ReadableEvent };
        int ready = Poll(ref wait, 1, milliseconds);
        if (ready >= 0) { return ready > 0; }
        return Marshal.GetLastPInvokeError() == Interrupted ? false : throw Failure();
    }

    /// <summary>Reads what is there; 0 at the end, null when nothing is there although it looked so.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public unsafe int? Read(Span<byte> target)
    {
        nint read;
        // Safe: the pointer is used during the call only, with the span's own length.
        fixed (byte* bytes = target) { read = ReadBytes(_handle, bytes, (nuint)target.Length); }
        if (read >= 0) { return (int)read; }
        return Marshal.GetLastPInvokeError() is Interrupted or TryAgain ? null : throw Failure();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();

    private static IOException Failure()
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException(Marshal.GetPInvokeErrorMessage(error), error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "lseek")]
    private static partial long Seek(SafeFileHandle file, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadBytes(SafeFileHandle file, byte* bytes, nuint count);

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
