using System.Runtime.CompilerServices;

namespace Weir.Platform;

/// <summary>The values of a shared array of the kernel (<see cref="BpfMap.CreateSharedArray"/>) as memory of this process: what a program changes there is seen here at once, and the other way round. Not safe after <see cref="Dispose"/>.</summary>
internal sealed unsafe class BpfMemory : IDisposable
{
    private const int ReadWrite = 3, Shared = 1;
    private readonly byte* _memory;
    private readonly nuint _length;
    private readonly int _capacity;
    private bool _disposed;

    /// <summary>Maps an array whose values have a multiple of eight bytes.</summary>
    /// <exception cref="WeirException">The kernel refuses (exit code 3).</exception>
    public BpfMemory(BpfMap map)
    {
        if (map.ValueSize % 8 != 0) { throw new ArgumentException($"values of {map.Name} have {map.ValueSize} bytes, no multiple of eight", nameof(map)); }
        (_capacity, ValueSize) = (map.Capacity, map.ValueSize);
        nuint page = (nuint)Environment.SystemPageSize, bytes = (nuint)map.Capacity * (nuint)map.ValueSize;
        _length = (bytes + page - 1) / page * page;
        nint memory = RingCalls.Map(0, _length, ReadWrite, Shared, map.Handle, 0);
        if (memory == -1) { throw BpfCalls.Refused($"mapping the table {map.Name} of the kernel", LinuxCalls.LastError); }
        _memory = (byte*)memory;
    }

    /// <summary>Bytes of a value.</summary>
    public int ValueSize { get; }

    /// <summary>The value with a number. Its fields may change at any time.</summary>
    public ref T Value<T>(int number) where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, _capacity);
        if (sizeof(T) != ValueSize) { throw new ArgumentException($"a value has {ValueSize} bytes, {typeof(T).Name} has {sizeof(T)}", nameof(number)); }

        // Safe: the number is inside the array, which is mapped until Dispose.
        return ref Unsafe.AsRef<T>(_memory + ((long)number * ValueSize));
    }

    /// <summary>Unmaps it. Twice is harmless.</summary>
    public void Dispose()
    {
        if (_disposed) { return; }
        _disposed = true;
        _ = RingCalls.Unmap((nint)_memory, _length);
    }
}
