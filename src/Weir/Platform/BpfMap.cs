using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Platform;

/// <summary>
/// A hash table or array of the kernel that its programs share with this process. It lives while a descriptor or a program holds it. Safe for several threads; not after <see cref="Dispose"/>.
/// </summary>
internal sealed unsafe class BpfMap : IDisposable
{
    private const int Hash = 1, Array = 2;
    private const uint NotAllocatedBefore = 1, Mappable = 1024;
    private const int ElementSize = 32, CreateSize = 48, BatchSize = 56;

    private readonly SafeFileHandle _file;
    private readonly int _keySize;
    private readonly int _valueSize;

    private BpfMap(SafeFileHandle file, string name, int keySize, int valueSize, int capacity)
    {
        _file = file;
        (Name, _keySize, _valueSize, Capacity) = (name, keySize, valueSize, capacity);
    }

    /// <summary>Its name in the kernel's lists.</summary>
    public string Name { get; }

    /// <summary>Most entries.</summary>
    public int Capacity { get; }

    /// <summary>Bytes of a value.</summary>
    public int ValueSize => _valueSize;

    /// <summary>Its descriptor, which stays this object's.</summary>
    public SafeHandle Handle => _file;

    /// <summary>Its number in this process, for programs that use it.</summary>
    public int Descriptor => (int)_file.DangerousGetHandle();

    /// <summary>Makes a hash table. Memory is taken entry by entry.</summary>
    /// <exception cref="WeirException">The kernel refuses (exit code 3).</exception>
    public static BpfMap CreateHash(string name, int keySize, int valueSize, int capacity) => Create(Hash, name, keySize, valueSize, capacity, NotAllocatedBefore);

    /// <summary>Makes an array, whose keys are numbers from 0 on and whose values are zero until they are set.</summary>
    /// <exception cref="WeirException">The kernel refuses (exit code 3).</exception>
    public static BpfMap CreateArray(string name, int valueSize, int capacity) => Create(Array, name, sizeof(int), valueSize, capacity, 0);

    /// <summary>Makes an array as <see cref="CreateArray"/> does, whose values this process can also have as memory (<see cref="BpfMemory"/>).</summary>
    /// <exception cref="WeirException">The kernel refuses (exit code 3).</exception>
    public static BpfMap CreateSharedArray(string name, int valueSize, int capacity) => Create(Array, name, sizeof(int), valueSize, capacity, Mappable);

    /// <summary>Copies the value of a key; false when there is none.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, Span<byte> value)
    {
        Check(key, value);
        return Element(BpfCalls.LookUp, key, value) == 0;
    }

    /// <summary>Sets the value of a key. Zero, or the error: 7 (E2BIG) when the table is full, 12 (ENOMEM) when memory is short.</summary>
    public int Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Check(key, value);
        return Element(BpfCalls.Update, key, value);
    }

    /// <summary>Removes a key of a hash table; false when it was not there.</summary>
    public bool Remove(ReadOnlySpan<byte> key)
    {
        if (key.Length != _keySize) { throw new ArgumentException($"a key of {Name} has {_keySize} bytes", nameof(key)); }
        return Element(BpfCalls.Delete, key, default) == 0;
    }

    /// <summary>Removes a key of a hash table and copies its value as it was then; false when it was not there (Linux 5.14).</summary>
    public bool TryTake(ReadOnlySpan<byte> key, Span<byte> value)
    {
        Check(key, value);
        return Element(BpfCalls.LookUpAndDelete, key, value) == 0;
    }

    /// <summary>
    /// Copies the next entries of a hash table. <paramref name="position"/> (four bytes) is where it goes on; <paramref name="begins"/> makes it begin. Gives how many came; the last ones have come when <paramref name="more"/> is false.
    /// Keys and values need room for at least the largest bucket of the table, in practice a few hundred entries.
    /// </summary>
    /// <exception cref="WeirException">The kernel refuses.</exception>
    public int GetMany(ref uint position, bool begins, Span<byte> keys, Span<byte> values, out bool more)
    {
        const int NoEntry = -LinuxCalls.ErrorNoEntry;
        int room = Math.Min(keys.Length / _keySize, values.Length / _valueSize);
        byte* attributes = stackalloc byte[BatchSize];
        new Span<byte>(attributes, BatchSize).Clear();
        uint from = position, to = 0;

        // Safe: the spans are pinned for the call, and the kernel writes at most as many entries as there is room for.
        fixed (byte* k = keys, v = values)
        {
            *(ulong*)attributes = begins ? 0 : (ulong)&from;
            *(ulong*)(attributes + 8) = (ulong)&to;
            *(ulong*)(attributes + 16) = (ulong)k;
            *(ulong*)(attributes + 24) = (ulong)v;
            *(int*)(attributes + 32) = room;
            *(int*)(attributes + 36) = Descriptor;
            int result = BpfCalls.Call(BpfCalls.LookUpMany, attributes, BatchSize);
            if (result is < 0 and not NoEntry) { throw BpfCalls.Refused($"reading the table {Name} of the kernel", -result); }
            more = result == 0;
            position = to;
            return *(int*)(attributes + 32);
        }
    }

    /// <summary>Lets go of it.</summary>
    public void Dispose() => _file.Dispose();

    private static BpfMap Create(int kind, string name, int keySize, int valueSize, int capacity, uint flags)
    {
        byte* attributes = stackalloc byte[CreateSize];
        new Span<byte>(attributes, CreateSize).Clear();
        *(int*)attributes = kind;
        *(int*)(attributes + 4) = keySize;
        *(int*)(attributes + 8) = valueSize;
        *(int*)(attributes + 12) = capacity;
        *(uint*)(attributes + 16) = flags;
        BpfCalls.WriteName(attributes + 28, name);
        return new BpfMap(BpfCalls.Open(BpfCalls.CreateMap, attributes, CreateSize, $"making the table {name} in the kernel"), name, keySize, valueSize, capacity);
    }

    private void Check(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.Length != _keySize) { throw new ArgumentException($"a key of {Name} has {_keySize} bytes", nameof(key)); }
        if (value.Length != _valueSize) { throw new ArgumentException($"a value of {Name} has {_valueSize} bytes", nameof(value)); }
    }

    private int Element(int command, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        byte* attributes = stackalloc byte[ElementSize];
        new Span<byte>(attributes, ElementSize).Clear();

        // Safe: the spans are pinned for the call and have the sizes that the map was made with.
        fixed (byte* k = &MemoryMarshal.GetReference(key), v = value)
        {
            *(int*)attributes = Descriptor;
            *(ulong*)(attributes + 8) = (ulong)k;
            *(ulong*)(attributes + 16) = (ulong)v;
            return -BpfCalls.Call(command, attributes, ElementSize);
        }
    }
}
