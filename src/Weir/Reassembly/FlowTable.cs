namespace Weir.Reassembly;

/// <summary>
/// Finds conversations by their whole key. Open addressing with linear probing, where at most a quarter of the slots is taken, so that nearly every look-up ends at the first slot and the processor can
/// guess so; a list beside it holds the entries, and lets a sweep walk over all of them in small steps. A struct, to be a field of whoever looks up: it is not to be copied.
/// </summary>
internal struct FlowTable<T>(ulong seed) where T : FlowEntry
{
    private const int SlotsPerEntry = 4;

    private struct Slot
    {
        /// <summary>The upper half of the hash: the lower one tells the place.</summary>
        public uint Tag;

        /// <summary>Place in the list plus one; 0 when the slot is free.</summary>
        public int Entry;
    }

    private readonly FlowSeed _seed = new(seed);
    private Slot[] _slots = new Slot[32 * SlotsPerEntry];
    private T[] _list = new T[32];

    public int Count { get; private set; }

    public readonly T this[int index] => _list[index];

    public readonly ulong HashOf(in FlowKey key) => key.Hash(in _seed);

    public readonly T? Find(in FlowKey key, ulong hash)
    {
        Slot[] slots = _slots;
        for (int i = (int)hash & (slots.Length - 1); ; i = (i + 1) & (slots.Length - 1))
        {
            Slot slot = slots[i];
            if (slot.Entry == 0) { return null; }
            if (slot.Tag == (uint)(hash >> 32) && _list[slot.Entry - 1].Key.Matches(key)) { return _list[slot.Entry - 1]; }
        }
    }

    /// <summary>Begins to load the slot at which the search for <paramref name="hash"/> begins.</summary>
    public readonly void FetchSlot(ulong hash) => CacheLine.Fetch(ref _slots[(int)hash & (_slots.Length - 1)]);

    /// <summary>Place in the list of the entry that <see cref="Find"/> will very likely return, for <see cref="At"/>; -1 when there is none.</summary>
    public readonly int Guess(ulong hash)
    {
        Slot[] slots = _slots;
        Slot slot = slots[(int)hash & (slots.Length - 1)];
        if (slot.Tag != (uint)(hash >> 32)) { slot = slots[((int)hash + 1) & (slots.Length - 1)]; }
        return slot.Entry - 1;
    }

    /// <summary>The entry at a place in the list, if there is one. Entries may have moved since it was told, so that the key decides.</summary>
    public readonly T? At(int index)
    {
        T?[] list = _list;
        return (uint)index < (uint)list.Length ? list[index] : null;
    }

    /// <summary>Adds an entry whose key is not there yet.</summary>
    public void Add(T entry, in FlowKey key, ulong hash)
    {
        if (Count == _list.Length) { Grow(); }
        entry.Key = key;
        entry.Hash = hash;
        entry.Index = Count;
        _list[Count++] = entry;
        Place(entry);
    }

    /// <summary>Takes an entry out; its key matches nothing from then on.</summary>
    public void Remove(T entry)
    {
        Slot[] slots = _slots;
        int mask = slots.Length - 1;
        int hole = SlotOf(entry);
        // Entries after the hole move back when their own place lies at or before it: then no mark of a removed entry is needed.
        for (int i = (hole + 1) & mask; slots[i].Entry != 0; i = (i + 1) & mask)
        {
            int home = (int)_list[slots[i].Entry - 1].Hash & mask;
            if (((i - home) & mask) >= ((i - hole) & mask))
            {
                slots[hole] = slots[i];
                hole = i;
            }
        }

        slots[hole] = default;
        T last = _list[--Count];
        if (!ReferenceEquals(last, entry))
        {
            slots[SlotOf(last)].Entry = entry.Index + 1;
            _list[entry.Index] = last;
            last.Index = entry.Index;
        }

        _list[Count] = null!;
        entry.Key = default;
    }

    private readonly int SlotOf(T entry)
    {
        int mask = _slots.Length - 1;
        int i = (int)entry.Hash & mask;
        while (_slots[i].Entry != entry.Index + 1) { i = (i + 1) & mask; }
        return i;
    }

    private void Grow()
    {
        Array.Resize(ref _list, _list.Length * 2);
        _slots = new Slot[_list.Length * SlotsPerEntry];
        for (int i = 0; i < Count; i++) { Place(_list[i]); }
    }

    private readonly void Place(T entry)
    {
        int mask = _slots.Length - 1;
        int i = (int)entry.Hash & mask;
        while (_slots[i].Entry != 0) { i = (i + 1) & mask; }
        _slots[i] = new Slot { Tag = (uint)(entry.Hash >> 32), Entry = entry.Index + 1 };
    }
}
