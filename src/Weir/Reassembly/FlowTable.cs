using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Wire.Frames;

namespace Weir.Reassembly;

/// <summary>
/// Finds conversations by their whole key. They have numbers without holes, so that a sweep walks over all of them in small steps: when one is removed, the last takes its number. What packets touch
/// lies under these numbers in one piece of memory that does not move, cache line by cache line.
/// References into an entry hold until the next <see cref="Add"/> or <see cref="Remove"/>.
/// </summary>
internal sealed unsafe class FlowTable
{
    private const int FirstCapacity = 32;

    private readonly FlowSeed _seed;
    private FlowIndex _index = new(FirstCapacity);
    private Flow[] _flows = new Flow[FirstCapacity];
    private Conversation[] _conversations = new Conversation[FirstCapacity];
    private FlowEntry[] _memory = [];

    // Into _memory, which is pinned for its whole life; every number that is handed out or stored in the index is below Count, and Count is below its length.
    private FlowEntry* _entries;

    public FlowTable(ulong seed)
    {
        _seed = new FlowSeed(seed);
        Reserve(FirstCapacity);
    }

    public int Count { get; private set; }

    public Flow this[int number] => _flows[number];

    public ref Conversation ConversationOf(int number) => ref _conversations[number];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref FlowEntry Entry(int number) => ref _entries[number];

    /// <summary>Tells where to look for a packet's conversation, and begins to load what finds it there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Locate(in DecodedPacket packet, int point, uint vlanMask, uint tunnelMask, out FlowPlace place)
    {
        FlowPlace.Of(packet, point, vlanMask, tunnelMask, in _seed, out place);
        _index.Fetch(place.Hash);
    }

    /// <summary>Guesses the conversation by its hash alone, and begins to load what its next packet touches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(ref FlowPlace place)
    {
        int number = _index.Guess(place.Hash);
        place.Guess = number;
        ref FlowEntry entry = ref _entries[Math.Max(number, 0)];
        CacheLine.Fetch(ref entry);
        CacheLine.Fetch(ref entry, CacheLine.Size);
    }

    /// <summary>Begins to load what the conversation of this number needs to be looked after; it need not be there.</summary>
    public void Fetch(int number)
    {
        ref FlowEntry entry = ref _entries[number < Count ? number : 0];
        CacheLine.Fetch(ref entry);
        CacheLine.Fetch(ref entry, CacheLine.Size);
    }

    /// <summary>The number of a packet's conversation, -1 when there is none, and which way the packet goes.</summary>
    public int Find(in DecodedPacket packet, in FlowPlace place, out Direction direction)
    {
        uint position = 0;
        while (true)
        {
            int number = _index.Next(place.Hash, ref position);
            if (number < 0)
            {
                direction = default;
                return -1;
            }

            if (_entries[number].Key.Matches(packet, place, out direction)) { return number; }
        }
    }

    /// <summary>Adds a conversation that is not there yet, and returns its number; its entry is to be filled.</summary>
    public int Add(Flow flow, uint hash)
    {
        if (Count == _flows.Length) { Grow(); }
        int number = Count++;
        flow.Number = number;
        _flows[number] = flow;
        _index.Add(hash, number);
        return number;
    }

    public void Remove(Flow flow)
    {
        int number = flow.Number;
        _index.Remove(HashOf(number), number);
        int last = --Count;
        if (number != last)
        {
            _index.Renumber(HashOf(last), last, number);
            _entries[number] = _entries[last];
            _conversations[number] = _conversations[last];
            _flows[number] = _flows[last];
            _flows[number].Number = number;
        }

        _conversations[last] = null!;
        _flows[last] = null!;
    }

    private uint HashOf(int number)
    {
        ref FlowKey key = ref _entries[number].Key;
        return _seed.Hash(key.Client, key.Server, key.Ends, key.Rest);
    }

    private void Grow()
    {
        int capacity = _flows.Length * 2;
        Array.Resize(ref _flows, capacity);
        Array.Resize(ref _conversations, capacity);
        Reserve(capacity);
        FlowIndex before = _index;
        _index = new FlowIndex(capacity);
        _index.AddAll(before);
    }

    private void Reserve(int capacity)
    {
        // One more, so that the first can begin with a cache line.
        FlowEntry[] memory = GC.AllocateArray<FlowEntry>(capacity + 1, pinned: true);
        FlowEntry* entries = CacheLine.Align((FlowEntry*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory)));
        new ReadOnlySpan<FlowEntry>(_entries, Count).CopyTo(new Span<FlowEntry>(entries, capacity));
        _memory = memory;
        _entries = entries;
    }
}
