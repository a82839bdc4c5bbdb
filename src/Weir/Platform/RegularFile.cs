using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>Files that others put where we look, and that need not be files: a pipe with a name would keep who opens it waiting for a writer that never comes.</summary>
internal static class RegularFile
{
    /// <summary>Opens a file to read, without waiting; null when it is something that has no length, such as a pipe.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle? TryOpen(string path)
    {
        SafeFileHandle file = LinuxCalls.Open(path, LinuxCalls.OpenReadOnly | LinuxCalls.OpenNonBlocking | LinuxCalls.OpenCloseOnExec, 0);
        if (file.IsInvalid) { throw new IOException(LinuxCalls.Describe(LinuxCalls.LastError)); }
        try
        {
            _ = RandomAccess.GetLength(file);
            return file;
        }
        catch (NotSupportedException)
        {
            file.Dispose();
            return null;
        }
    }
}
