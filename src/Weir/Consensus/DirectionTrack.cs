namespace Weir.Consensus;

/// <summary>Which blocks the messages of one direction of one connection were about, in their order: what lies beside a hole tells what may have been in it.</summary>
/// <param name="margin">How far messages may be out of their order, in nanoseconds.</param>
internal sealed class DirectionTrack(long margin)
{
    /// <summary>Runs that are kept; a doubt about something older takes all blocks before for possible.</summary>
    private const int Capacity = 1024;

    private Run[] _runs = new Run[16];
    private long _count;
    private bool _cut;
    private ulong? _beginHigh; // once the first run is not known any more

    /// <summary>Consensus messages.</summary>
    public long Messages { get; private set; }

    /// <summary>The highest block any message was about.</summary>
    public ulong Highest { get; private set; }

    /// <summary>When its latest message passed; <see cref="long.MinValue"/> before the first.</summary>
    public long Last { get; private set; } = long.MinValue;

    /// <summary>The highest block that a message before the first one can be about; null when there is none. It stays, however long the direction goes on.</summary>
    public ulong? BeginHigh => _beginHigh ?? High(0, long.MaxValue, margin);

    /// <summary>Where the next message will stand; goes with <see cref="Low"/> and <see cref="High"/>.</summary>
    public long Position => _count;

    /// <summary>Adds a message about block <paramref name="sequence"/>.</summary>
    public void Add(ulong sequence, long time)
    {
        Messages++;
        if (time > Last) { Last = time; }
        if (sequence > Highest) { Highest = sequence; }
        if (_count > 0 && !_cut)
        {
            ref Run last = ref At(_count - 1);
            if (last.Sequence == sequence)
            {
                if (time > last.Last) { last.Last = time; }
                if (time < last.First) { last.First = time; }
                return;
            }
        }

        _cut = false;
        if (_count == _runs.Length && _runs.Length < Capacity) { Array.Resize(ref _runs, _runs.Length * 2); }
        if (_count == Capacity) { _beginHigh = BeginHigh; }
        At(_count++) = new Run { Sequence = sequence, First = time, Last = time };
    }

    /// <summary>When the first message from <paramref name="position"/> on passed, as far as that is still known; null when none did.</summary>
    public long? FirstFrom(long position) => Math.Max(position, Oldest) is var at && at < _count ? At(at).First : null;

    /// <summary>Says that a hole lies between the messages so far and the next ones.</summary>
    public void Cut() => _cut = true;

    /// <summary>
    /// The lowest block that a message lost after <paramref name="position"/> and after <paramref name="from"/> can be about: the lowest of the messages before, as far back as messages may be out of order.
    /// Null when there was none before; 0 when it is not known any more.
    /// </summary>
    public ulong? Low(long position, long from, long margin)
    {
        ulong? low = null;
        if (position > 0)
        {
            if (position <= Oldest) { return 0; }
            long since = At(position - 1).Last - margin;
            for (long i = position - 1; i >= 0; i--)
            {
                if (i < Oldest) { return 0; }
                ref Run run = ref At(i);
                if (i < position - 1 && run.Last < since) { break; }
                low = Math.Min(low ?? ulong.MaxValue, run.Sequence);
            }
        }

        // The same by time, for a doubt that was told later than in its turn.
        long best = -1;
        for (long i = Oldest; i < _count; i++)
        {
            ref Run run = ref At(i);
            if (run.First > from) { continue; }
            if (best < 0 || run.Last >= At(best).Last) { best = i; }
            if (run.Last >= from - margin) { low = Math.Min(low ?? ulong.MaxValue, run.Sequence); }
        }

        if (best >= 0) { return Math.Min(low ?? ulong.MaxValue, At(best).Sequence); }
        return low is null && Oldest > 0 ? 0 : low;
    }

    /// <summary>The highest block that a message lost before <paramref name="position"/> and before <paramref name="to"/> can be about; null when no message came after.</summary>
    public ulong? High(long position, long to, long margin)
    {
        ulong? high = null;
        long begin = Math.Max(position, Oldest);
        if (begin < _count)
        {
            long until = At(begin).First + margin;
            for (long i = begin; i < _count; i++)
            {
                ref Run run = ref At(i);
                if (i > begin && run.First > until) { break; }
                high = Math.Max(high ?? 0, run.Sequence);
            }
        }

        if (to == long.MaxValue) { return high; }
        long next = -1;
        for (long i = Oldest; i < _count; i++)
        {
            ref Run run = ref At(i);
            if (run.Last < to) { continue; }
            if (next < 0 || run.First < At(next).First) { next = i; }
            if (run.First <= to + margin) { high = Math.Max(high ?? 0, run.Sequence); }
        }

        return next >= 0 ? Math.Max(high ?? 0, At(next).Sequence) : high;
    }

    private long Oldest => Math.Max(0, _count - _runs.Length);

    private ref Run At(long index) => ref _runs[index & (_runs.Length - 1)];

    /// <summary>Messages in a row about the same block.</summary>
    private struct Run
    {
        public ulong Sequence;
        public long First;
        public long Last;
    }
}
