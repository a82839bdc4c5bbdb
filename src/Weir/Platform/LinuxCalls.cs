using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>The calls of the C library that this room makes, as they stand in the manual. Each subject has its file.</summary>
internal static unsafe partial class LinuxCalls
{
    private const string C = "libc";

    public const int ErrorPermission = 1;
    public const int ErrorNoEntry = 2;
    public const int ErrorNoProcess = 3;
    public const int ErrorInterrupted = 4;
    public const int ErrorNoChild = 10;
    public const int ErrorAgain = 11;
    public const int ErrorAccess = 13;
    public const int ErrorExists = 17;
    public const int ErrorNoDevice = 19;
    public const int ErrorNoBuffers = 105;

    public const int OpenReadOnly = 0;
    public const int OpenWriteOnly = 1;
    public const int OpenReadWrite = 2;
    public const int OpenCreate = 0x40;
    public const int OpenAppend = 0x400;
    public const int OpenNonBlocking = 0x800;
    public const int OpenCloseOnExec = 0x80000;

    // The mode goes in a register also where the C declaration is variadic, as it does in the calling conventions of x86-64 and ARM64 on Linux.
    [LibraryImport(C, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle Open(string path, int flags, int mode);

    public const int MayWrite = 2;

    [LibraryImport(C, EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Access(string path, int mode);

    [LibraryImport(C, EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(SafeHandle file, void* buffer, nuint count);

    [LibraryImport(C, EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(SafeHandle file, void* buffer, nuint count);

    /// <summary>The number of the error that the last call left on this thread.</summary>
    internal static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>What the system says about the error: "File exists".</summary>
    internal static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);

    /// <summary>Writes a short text to a file that is there, in one call, as the files of the kernel want it; 0, or the error.</summary>
    internal static int WriteText(string path, string text)
    {
        using SafeFileHandle file = Open(path, OpenWriteOnly | OpenCloseOnExec, 0);
        if (file.IsInvalid) { return LastError; }
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);

        // Safe: the array is pinned for the call and its length is given.
        fixed (byte* start = bytes) { return Write(file, start, (nuint)bytes.Length) < 0 ? LastError : 0; }
    }

    /// <summary>The exception for what the machine refused: <paramref name="what"/> names it ("creating a network namespace"). Exit code 3 when it is about permission, else <paramref name="exitCode"/>.</summary>
    internal static WeirException Failure(string what, int error, int exitCode = 4) =>
        error is ErrorPermission or ErrorAccess ? WeirException.Lacking($"{what}: {Describe(error)}", MachineCapability.Rights) : new WeirException($"{what}: {Describe(error)}", exitCode);
}
