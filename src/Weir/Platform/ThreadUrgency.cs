using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>Which threads the kernel lets run first where more want to than there are processors.</summary>
internal static partial class ThreadUrgency
{
    private const int Process = 0;
    private const uint CallingThread = 0;
    private const int Nicer = -10;

    /// <summary>
    /// Has the calling thread run before others, for as long as it lives: one that empties a ring in time, whatever else the machine does. Nothing changes where the right to do so is missing.
    /// </summary>
    public static void Raise() => _ = SetPriority(Process, CallingThread, Nicer);

    // setpriority(2): on Linux the calling thread alone is meant by 0, not its process.
    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
