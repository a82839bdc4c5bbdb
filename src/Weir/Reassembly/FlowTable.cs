namespace Weir.Reassembly;

/// <summary>
/// Finds conversations by their whole key. Open addressing with linear probing at half load, so that a look-up touches one cache line of slots and then the entry itself;
/// a list beside it lets a sweep walk over all entries in small steps.
/// </summary>
internal sealed class FlowTable<T>(ulong seed) where T : FlowEntry
{
    private struct Slot
    {
        public ulong Hash;
        public T? Entry;
    }

    private readonly FlowSeed _seed = new(seed);
    private Slot[] _slots = new Slot[64];
    private T[] _list = new T[32];

    public int Count { get; private set; }

    public T this[int index] => _list[index];

    public ulong HashOf(in FlowKey key) => key.Hash(in _seed);

    public T? Find(in FlowKey key, ulong hash)
    {
        Slot[] slots = _slots;
        for (int i = (int)hash & (slots.Length - 1); ; i = (i + 1) & (slots.Length - 1))
        {
            ref Slot slot = ref slots[i];
            if (slot.Entry is null) { return null; }
            if (slot.Hash == hash && slot.Entry.Key.Matches(key)) { return slot.Entry; }
        }
    }

    /// <summary>Begins to load the slot at which the search for <paramref name="hash"/> begins.</summary>
    public void FetchSlot(ulong hash) => CacheLine.Fetch(ref _slots[(int)hash & (_slots.Length - 1)]);

    /// <summary>The entry that <see cref="Find"/> will very likely look at first; null when there is none. For loading it in time, not for use.</summary>
    public T? Guess(ulong hash)
    {
        Slot[] slots = _slots;
        ref Slot slot = ref slots[(int)hash & (slots.Length - 1)];
        if (slot.Hash == hash) { return slot.Entry; }
        slot = ref slots[(int)(hash + 1) & (slots.Length - 1)];
        return slot.Hash == hash ? slot.Entry : null;
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

    public void Remove(T entry)
    {
        Slot[] slots = _slots;
        int mask = slots.Length - 1;
        int hole = (int)entry.Hash & mask;
        while (!ReferenceEquals(slots[hole].Entry, entry)) { hole = (hole + 1) & mask; }
        // Entries after the hole move back when their own place lies at or before it: then no mark of a removed entry is needed.
        for (int i = (hole + 1) & mask; slots[i].Entry is not null; i = (i + 1) & mask)
        {
            int home = (int)slots[i].Hash & mask;
            if (((i - home) & mask) >= ((i - hole) & mask))
            {
                slots[hole] = slots[i];
                hole = i;
            }
        }

        slots[hole] = default;
        T last = _list[--Count];
        _list[entry.Index] = last;
        last.Index = entry.Index;
        _list[Count] = null!;
    }

    private void Grow()
    {
        Array.Resize(ref _list, _list.Length * 2);
        _slots = new Slot[_list.Length * 2];
        for (int i = 0; i < Count; i++) { Place(_list[i]); }
    }

    private void Place(T entry)
    {
        int mask = _slots.Length - 1;
        int i = (int)entry.Hash & mask;
        while (_slots[i].Entry is not null) { i = (i + 1) & mask; }
        _slots[i].Hash = entry.Hash;
        _slots[i].Entry = entry;
    }
}
