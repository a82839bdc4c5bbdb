using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Weir;

/// <summary>Asks for memory before it is needed. The reads of a capture sweep the state of all conversations out of the near caches, so that waiting for it costs more than all work on it.</summary>
internal static unsafe class CacheLine
{
    public const int Size = 64;

    /// <summary>Begins to load the line of <paramref name="place"/>. A hint: it changes nothing, and an object that moves meanwhile only makes it useless.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch<T>(ref T place)
    {
        if (Sse.IsSupported) { Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.As<T, byte>(ref place))); }
    }

    /// <summary>Begins to load the line that lies <paramref name="offset"/> bytes behind <paramref name="place"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch<T>(ref T place, int offset)
    {
        if (Sse.IsSupported) { Sse.Prefetch0((byte*)Unsafe.AsPointer(ref Unsafe.As<T, byte>(ref place)) + offset); }
    }
}
