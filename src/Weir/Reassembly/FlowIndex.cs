using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weir.Reassembly;

/// <summary>
/// Finds numbers by hashes. Each bucket is one cache line with eight hashes and their numbers, half of them in use on average, which are compared side by side: where the hash lies in its bucket
/// cannot be guessed by the processor, so that no branch asks for it. What has no room in its bucket goes to the next one.
/// </summary>
internal sealed unsafe class FlowIndex
{
    private const int Slots = 8;
    private const int BucketWords = 2 * Slots;

    private readonly uint[] _memory;
    private readonly int _mask;

    // Into _memory, which is pinned for its whole life. A bucket is eight hashes, then for each one more than its number, or 0 where the slot is empty; the slots in use come first. Every
    // bucket's index is taken by the mask.
    private readonly uint* _buckets;

    /// <summary>Makes an index with room for <paramref name="numbers"/> numbers, a power of two and at least eight.</summary>
    public FlowIndex(int numbers)
    {
        int buckets = 2 * numbers / Slots;
        _mask = buckets - 1;
        _memory = GC.AllocateArray<uint>((buckets + 1) * BucketWords, pinned: true);
        _buckets = CacheLine.Align((uint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory)));
    }

    /// <summary>Begins to load what <see cref="Guess"/> needs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(uint hash) => CacheLine.Fetch(ref *BucketAt(hash));

    /// <summary>The number that very likely has this hash, when there is one; else any number, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Guess(uint hash)
    {
        uint* bucket = BucketAt(hash);
        Vector128<uint> sought = Vector128.Create(hash);
        uint hits = Vector128.Equals(Vector128.Load(bucket), sought).ExtractMostSignificantBits()
            | (Vector128.Equals(Vector128.Load(bucket + 4), sought).ExtractMostSignificantBits() << 4);
        return (int)bucket[Slots + BitOperations.TrailingZeroCount(hits | (1 << (Slots - 1)))] - 1;
    }

    /// <summary>The next number with this hash, or -1; <paramref name="position"/> is 0 at first.</summary>
    public int Next(uint hash, ref uint position)
    {
        while (true)
        {
            uint* bucket = BucketAt(hash + (position / Slots));
            uint slot = position++ % Slots;
            uint next = bucket[Slots + slot];
            if (next == 0) { return -1; }
            if (bucket[slot] == hash) { return (int)next - 1; }
        }
    }

    public void Add(uint hash, int number)
    {
        uint home = hash;
        while (IsFull(BucketAt(home))) { home++; }
        Append(BucketAt(home), hash, (uint)number + 1);
    }

    /// <summary>What was <paramref name="number"/> is <paramref name="now"/>.</summary>
    public void Renumber(uint hash, int number, int now)
    {
        (uint bucket, int slot) = Find(hash, number);
        BucketAt(bucket)[Slots + slot] = (uint)now + 1;
    }

    public void Remove(uint hash, int number)
    {
        (uint bucket, int slot) = Find(hash, number);
        while (TakeOut(BucketAt(bucket), slot) && TryFindOverflow(bucket, out uint from, out slot))
        {
            uint* source = BucketAt(from);
            Append(BucketAt(bucket), source[slot], source[Slots + slot]);
            bucket = from;
        }
    }

    /// <summary>Adds all that <paramref name="other"/> holds.</summary>
    public void AddAll(FlowIndex other)
    {
        for (uint i = 0; i <= (uint)other._mask; i++)
        {
            uint* bucket = other.BucketAt(i);
            for (int slot = 0; slot < Slots && bucket[Slots + slot] != 0; slot++) { Add(bucket[slot], (int)bucket[Slots + slot] - 1); }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint* BucketAt(uint index) => _buckets + ((nuint)(index & (uint)_mask) * BucketWords);

    private static bool IsFull(uint* bucket) => bucket[BucketWords - 1] != 0;

    private static void Append(uint* bucket, uint hash, uint next)
    {
        int slot = 0;
        while (bucket[Slots + slot] != 0) { slot++; }
        bucket[slot] = hash;
        bucket[Slots + slot] = next;
    }

    private (uint Bucket, int Slot) Find(uint hash, int number)
    {
        uint position = 0;
        while (Next(hash, ref position) is var found && found != number)
        {
            if (found < 0) { throw new InvalidOperationException("the number is not in the index"); }
        }

        position--;
        return ((hash + (position / Slots)) & (uint)_mask, (int)(position % Slots));
    }

    /// <summary>Empties a slot, into which the last one in use goes. True when the bucket was full, so that something that belongs here may lie further on.</summary>
    private static bool TakeOut(uint* bucket, int slot)
    {
        bool wasFull = IsFull(bucket);
        int last = Slots - 1;
        while (bucket[Slots + last] == 0) { last--; }
        bucket[slot] = bucket[last];
        bucket[Slots + slot] = bucket[Slots + last];
        bucket[last] = 0;
        bucket[Slots + last] = 0;
        return wasFull;
    }

    /// <summary>Finds something beyond <paramref name="bucket"/> that lies there because this bucket was full.</summary>
    private bool TryFindOverflow(uint bucket, out uint from, out int slot)
    {
        uint mask = (uint)_mask;
        from = bucket;
        do
        {
            from = (from + 1) & mask;
            uint* source = BucketAt(from);
            for (slot = 0; slot < Slots && source[Slots + slot] != 0; slot++)
            {
                if (((from - source[slot]) & mask) >= ((from - bucket) & mask)) { return true; }
            }
        }
        while (IsFull(BucketAt(from)) && from != bucket);

        slot = 0;
        return false;
    }
}
