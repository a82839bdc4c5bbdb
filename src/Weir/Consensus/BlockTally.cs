using System.Buffers.Binary;
using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>The messages of one open block at one point: each different message once, and for each how many frames carried it over which link.</summary>
internal sealed class BlockTally(ulong sequence)
{
    private int[] _buckets = new int[128];
    private MessageEntry[] _messages = new MessageEntry[96];
    private LinkCount[] _counts = new LinkCount[256];
    private int _countsUsed;

    public ulong Sequence { get; } = sequence;

    /// <summary>When its first message passed.</summary>
    public long First { get; private set; } = long.MaxValue;

    /// <summary>When its last message so far passed.</summary>
    public long Last { get; private set; } = long.MinValue;

    /// <summary>Different messages.</summary>
    public int MessageCount { get; private set; }

    /// <summary>Messages that were refused at the limit.</summary>
    public long Refused { get; private set; }

    /// <summary>True when a frame whose authentication code was wrong is among the messages.</summary>
    public bool HasWrongAuthentication { get; private set; }

    /// <summary>Grows with everything that may change the block's report.</summary>
    public long Changes { get; private set; }

    /// <summary>The report that was made last; null before the first.</summary>
    public BuiltBlock? Built { get; set; }

    public ReadOnlySpan<MessageEntry> Messages => _messages.AsSpan(0, MessageCount);

    /// <summary>How many pairs of message and link there are.</summary>
    public int CountsUsed => _countsUsed;

    public ref readonly LinkCount Count(int index) => ref _counts[index];

    /// <summary>Counts one frame. True when its message is a new one.</summary>
    public bool Add(IbftMessage message, int sender, int link, long time, long frameNumber, int limit, out int index)
    {
        Changes++;
        if (time < First) { First = time; }
        if (time > Last) { Last = time; }
        ulong hash = HashOf(message);
        ref int bucket = ref _buckets[(int)(hash >> 32) & (_buckets.Length - 1)];
        for (index = bucket - 1; index >= 0; index = _messages[index].Next)
        {
            ref MessageEntry entry = ref _messages[index];
            if (ReferenceEquals(entry.Message, message) || (entry.Hash == hash && entry.Message.Payload.SequenceEqual(message.Payload)))
            {
                if (time < entry.FirstTime)
                {
                    entry.FirstTime = time;
                    entry.FrameNumber = frameNumber;
                }

                CountLink(ref entry, link);
                return false;
            }
        }

        if (MessageCount >= limit)
        {
            Refused++;
            return false;
        }

        if (MessageCount == _messages.Length)
        {
            Grow();
            bucket = ref _buckets[(int)(hash >> 32) & (_buckets.Length - 1)];
        }

        index = MessageCount++;
        ref MessageEntry added = ref _messages[index];
        added = new MessageEntry { Message = message, Hash = hash, Sender = sender, FirstTime = time, FrameNumber = frameNumber, Next = bucket - 1, FirstCount = -1 };
        bucket = index + 1;
        CountLink(ref added, link);
        return true;
    }

    /// <summary>Notes that a frame's authentication code was wrong.</summary>
    public void NoteWrongAuthentication()
    {
        Changes++;
        HasWrongAuthentication = true;
    }

    private void CountLink(ref MessageEntry entry, int link)
    {
        for (int i = entry.FirstCount; i >= 0; i = _counts[i].Next)
        {
            if (_counts[i].Link == link)
            {
                _counts[i].Frames++;
                return;
            }
        }

        if (_countsUsed == _counts.Length) { Array.Resize(ref _counts, _counts.Length * 2); }
        _counts[_countsUsed] = new LinkCount { Link = link, Frames = 1, Next = entry.FirstCount };
        entry.FirstCount = _countsUsed++;
    }

    private void Grow()
    {
        Array.Resize(ref _messages, _messages.Length * 2);
        if (_buckets.Length >= _messages.Length) { return; }
        _buckets = new int[_buckets.Length * 2];
        for (int i = 0; i < MessageCount; i++)
        {
            ref int bucket = ref _buckets[(int)(_messages[i].Hash >> 32) & (_buckets.Length - 1)];
            _messages[i].Next = bucket - 1;
            bucket = i + 1;
        }
    }

    // A signature is as good as random, so eight of its bytes spread well; equality is decided by the whole payload.
    private static ulong HashOf(IbftMessage message)
    {
        ReadOnlySpan<byte> signature = message.Signature;
        ulong hash = signature.Length >= 8 ? BinaryPrimitives.ReadUInt64LittleEndian(signature) : (ulong)signature.Length;
        return (hash ^ (ulong)message.Payload.Length ^ ((ulong)message.Code << 32)) * 0x9E3779B97F4A7C15UL;
    }

    /// <summary>One different message.</summary>
    internal struct MessageEntry
    {
        public IbftMessage Message;
        public ulong Hash;
        public long FirstTime;
        public long FrameNumber;
        public int Sender;
        public int Next;
        public int FirstCount;
    }

    /// <summary>How many frames carried a message over one link.</summary>
    internal struct LinkCount
    {
        public int Link;
        public int Next;
        public long Frames;
    }
}
