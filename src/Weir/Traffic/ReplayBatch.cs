using Weir.Platform;

namespace Weir.Traffic;

/// <summary>Packets that lie ready for sending: their bytes in one pinned piece of memory, and one message each. Filled by one thread, then sent by another.</summary>
internal sealed unsafe class ReplayBatch
{
    /// <summary>Most packets of a batch.</summary>
    public const int MostPackets = 2048;

    private readonly byte[] _bytes;
    private readonly PacketMemory[] _memory = GC.AllocateUninitializedArray<PacketMemory>(MostPackets, pinned: true);
    private readonly PacketMessage[] _messages = GC.AllocateUninitializedArray<PacketMessage>(MostPackets, pinned: true);
    private readonly int _before;
    private int _used;

    /// <summary>Makes an empty batch.</summary>
    /// <param name="capacity">Bytes for packets.</param>
    /// <param name="before">Bytes kept free before each packet, for <see cref="PacketSender.OffloadHeaderSize"/>.</param>
    public ReplayBatch(int capacity, int before)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);
        _before = before;
    }

    /// <summary>Packets in it.</summary>
    public int Count { get; private set; }

    /// <summary>True for the first batch of a pass over the file.</summary>
    public bool BeginsPass { get; set; }

    /// <summary>When each packet was captured: nanoseconds since 1970.</summary>
    public long[] Times { get; } = new long[MostPackets];

    /// <summary>Bytes of each packet.</summary>
    public int[] Lengths { get; } = new int[MostPackets];

    /// <summary>Whose packet it is.</summary>
    public TrafficSide[] Sides { get; } = new TrafficSide[MostPackets];

    /// <summary>The messages, pinned.</summary>
    public PacketMessage* Messages
    {
        get
        {
            // Safe: the array was allocated pinned and lives as long as this object.
            fixed (PacketMessage* first = _messages) { return first; }
        }
    }

    /// <summary>Makes it empty.</summary>
    public void Clear()
    {
        Count = 0;
        _used = 0;
        BeginsPass = false;
    }

    /// <summary>Takes a packet; false when there is no room, but always takes one into an empty batch of enough capacity.</summary>
    /// <param name="packet">Its bytes.</param>
    /// <param name="length">Bytes to send; zeros follow when that is more than there are.</param>
    /// <param name="time">When it was captured.</param>
    /// <param name="side">Whose it is.</param>
    public bool TryAdd(ReadOnlySpan<byte> packet, int length, long time, TrafficSide side)
    {
        if (Count == MostPackets || _bytes.Length - _used < _before + length) { return false; }
        Span<byte> target = _bytes.AsSpan(_used, _before + length);
        packet.CopyTo(target[_before..]);
        target[(_before + packet.Length)..].Clear();
        if (_before > 0) { OffloadHeader.Write(target, _before); }
        // Safe: both arrays were allocated pinned and live as long as this object, and the piece lies inside them.
        fixed (byte* bytes = target)
        fixed (PacketMemory* memory = &_memory[Count])
        {
            *memory = new PacketMemory(bytes, (nuint)target.Length);
            _messages[Count] = new PacketMessage(memory);
        }

        Times[Count] = time;
        Lengths[Count] = length;
        Sides[Count] = side;
        Count++;
        _used += target.Length;
        return true;
    }
}
