using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>Memory that is used whole and for long, in pages of 2 MB where the kernel gives them: one fault where there would be 512.</summary>
internal static unsafe partial class HugePages
{
    private const nuint Size = 2 << 20;
    private const int UseHugePages = 14; // MADV_HUGEPAGE, madvise(2)

    /// <summary>An array of <paramref name="length"/> bytes that does not move; what is in it is not said.</summary>
    public static byte[] Allocate(int length)
    {
        byte[] memory = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        // Safe: the array is pinned. The advice changes no byte, and is for whole pages inside of the array only.
        nuint begin = (nuint)(void*)Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        nuint first = (begin + Size - 1) / Size * Size;
        nuint end = (begin + (nuint)length) / Size * Size;
        // A kernel without huge pages refuses: then the memory comes in small ones.
        if (end > first) { _ = Advise((void*)first, end - first, UseHugePages); }
        return memory;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
