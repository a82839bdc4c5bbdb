namespace Weir.Reassembly;

public sealed partial class PacketReassembler<TSink>
{
    private const int QueuePoolLimit = 1024;

    /// <summary>Keeps bytes before their turn, and settles with the policy who is believed where bytes are kept already. False when no byte was new.</summary>
    private bool Keep(Flow flow, Direction direction, HalfStream own, in KeptSegment kind, long offset, ReadOnlySpan<byte> bytes, long missing)
    {
        SegmentQueue queue = own.Queue ??= _queuePool.TryPop(out SegmentQueue? pooled) ? pooled : new SegmentQueue();
        long before = queue.Held;
        bool isNew = false;
        int repeated = 0;
        long position = offset;
        long end = offset + bytes.Length;
        int i = queue.FirstEndingAfter(offset);
        while (position < end)
        {
            if (i == queue.Count || queue[i].Offset >= end)
            {
                Put(queue, i, kind, position, bytes[(int)(position - offset)..]);
                isNew = true;
                break;
            }

            if (queue[i].Offset > position)
            {
                ReadOnlySpan<byte> free = bytes[(int)(position - offset)..(int)(queue[i].Offset - offset)];
                Put(queue, i, kind, position, free);
                isNew = true;
                position += free.Length;
                i++;
            }

            // Cut the kept piece to the part that both have.
            if (queue[i].Offset < position) { queue.Split(i++, position); }
            if (queue[i].End > end) { queue.Split(i, end); }
            ref KeptSegment old = ref queue[i];
            ReadOnlySpan<byte> same = bytes.Slice((int)(position - offset), old.Length);
            if (old.Buffer is null)
            {
                queue.Replace(i, kind, same);
                isNew = true;
            }
            else
            {
                repeated += old.Length;
                int conflicts = Differences(old.Bytes, same);
                if (conflicts > 0)
                {
                    _balance.Add(Waypoint.BytesConflicting, conflicts);
                    flow.Conversation.CountersOf(direction).ConflictingBytes += conflicts;
                    if (LaterWins(old, kind)) { queue.Replace(i, kind, same); }
                }
            }

            position = queue[i].End;
            i++;
        }

        position = end;
        end += missing;
        while (position < end)
        {
            i = queue.FirstEndingAfter(position);
            long free = i == queue.Count ? end : Math.Min(end, queue[i].Offset);
            if (free > position)
            {
                queue.Insert(i, kind with { Offset = position, Length = (int)(free - position) }, default, captured: false);
                isNew = true;
                i++;
            }

            position = i == queue.Count ? end : queue[i].End;
        }

        _held += queue.Held - before;
        if (repeated > 0) { Repeated(flow, direction, repeated); }
        return isNew;
    }

    private static void Put(SegmentQueue queue, int index, in KeptSegment kind, long offset, ReadOnlySpan<byte> bytes) =>
        queue.Insert(index, kind with { Offset = offset, Length = bytes.Length }, bytes, captured: true);

    private static int Differences(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.SequenceEqual(b)) { return 0; }
        int count = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i]) { count++; }
        }

        return count;
    }

    private bool LaterWins(in KeptSegment earlier, in KeptSegment later) => _options.Overlap switch
    {
        OverlapPolicy.Last => true,
        OverlapPolicy.Bsd => later.SegmentBegin < earlier.SegmentBegin,
        OverlapPolicy.Linux => later.SegmentBegin < earlier.SegmentBegin || (later.SegmentBegin == earlier.SegmentBegin && later.SegmentEnd > earlier.SegmentEnd),
        OverlapPolicy.Windows => later.SegmentBegin < earlier.SegmentBegin && later.SegmentEnd > earlier.SegmentEnd,
        _ => false,
    };

    /// <summary>Hands on what is kept and now has its turn.</summary>
    private void Drain(Flow flow, Direction direction, HalfStream own)
    {
        while (own.Queue is { Count: > 0 } queue && queue.First.Offset <= own.Next)
        {
            ref KeptSegment piece = ref queue.First;
            int skip = (int)Math.Min(own.Next - piece.Offset, piece.Length);
            int take = piece.Length - skip;
            if (own.HasFin) { take = (int)Math.Clamp(own.Fin - own.Next, 0, take); }
            if (take > 0)
            {
                if (piece.Buffer is null) { Gap(flow, direction, own, take); }
                else { Hand(flow, direction, piece.Bytes.Slice(skip, take), piece.FrameNumber, piece.Time); }
            }

            long before = queue.Held;
            queue.RemoveFirst();
            _held += queue.Held - before;
        }

        ReleaseEmpty(own);
    }

    private void ReleaseEmpty(HalfStream own)
    {
        if (own.Queue is not { Count: 0 } empty) { return; }
        own.Queue = null;
        empty.Clear();
        if (_queuePool.Count < QueuePoolLimit) { _queuePool.Push(empty); }
    }

    /// <summary>Hands on a gap: these bytes are missing.</summary>
    private void Gap(Flow flow, Direction direction, HalfStream own, long length)
    {
        long offset = own.Next;
        own.Next += length;
        own.NextSequence += (uint)length;
        own.HadChunk = true;
        ref ConversationCounters counters = ref flow.Conversation.CountersOf(direction);
        counters.Gaps++;
        counters.MissingBytes += length;
        _balance.Add(Waypoint.Gaps);
        _balance.Add(Waypoint.BytesMissing, length);
        _sink.Accept(new Chunk
        {
            Conversation = flow.Conversation,
            Direction = direction,
            Kind = ChunkKind.Gap,
            Offset = offset,
            GapLength = length,
            StartsMidStream = own.StartsMidStream,
            FrameNumber = _number,
            Time = _time,
        });
    }

    /// <summary>Gives up the holes before <paramref name="limit"/> and hands on what lies between and behind them.</summary>
    private void GiveUpHoles(Flow flow, Direction direction, HalfStream own, long limit)
    {
        if (own.HasFin) { limit = Math.Min(limit, own.Fin); }
        while (own.Next < limit)
        {
            // One acknowledged number with nothing behind it is rather the FIN, which takes a number itself and was not captured.
            if (own.Queue is null && !own.HasFin && limit - own.Next == 1) { return; }
            Gap(flow, direction, own, (own.Queue is null ? limit : Math.Min(limit, own.Queue.First.Offset)) - own.Next);
            Drain(flow, direction, own);
        }
    }

    private bool HasRoom(HalfStream own, int length)
    {
        long cost = SegmentQueue.Cost(length);
        return _held + cost <= _options.BytesInAll
            && (own.Queue is null ? cost <= _options.BytesPerDirection : own.Queue.Held + cost <= _options.BytesPerDirection && own.Queue.Count + 2 < _options.SegmentsPerDirection);
    }

    /// <summary>A limit is reached: the first hole is given up, at the latest the one before <paramref name="offset"/>.</summary>
    private void MakeRoom(Flow flow, Direction direction, HalfStream own, long offset)
    {
        if (own.Phase == StreamPhase.Starting)
        {
            StartAtLowest(flow, direction, own);
            return;
        }

        long hole = own.Queue is null ? offset : Math.Min(offset, own.Queue.First.Offset);
        if (hole > own.Next)
        {
            Gap(flow, direction, own, hole - own.Next);
            Drain(flow, direction, own);
        }
        else
        {
            // The segment's turn has come but it overlaps kept bytes that there is no room to sort out: the kept ones are handed on in their places.
            long next = own.Queue!.First.Offset;
            if (next > own.Next) { Gap(flow, direction, own, next - own.Next); }
            Drain(flow, direction, own);
        }
    }
}
