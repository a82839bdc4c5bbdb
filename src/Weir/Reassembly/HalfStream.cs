namespace Weir.Reassembly;

/// <summary>View of the whole state of one direction of a TCP conversation, which lies in two places: see <see cref="StreamLane"/> and <see cref="StreamRest"/>.</summary>
internal readonly ref struct HalfStream(ref StreamLane lane, ref StreamRest rest)
{
    private readonly ref StreamLane _lane = ref lane;
    private readonly ref StreamRest _rest = ref rest;

    public long Next { get => _lane.Next; set => _lane.Next = value; }

    public uint NextSequence { get => _lane.NextSequence; set => _lane.NextSequence = value; }

    public ushort Window { get => _lane.Window; set => _lane.Window = value; }

    public StreamPhase Phase { get => _lane.Phase; set => _lane.Phase = value; }

    public bool Plain { get => Has(StreamMarks.Plain); set => Mark(StreamMarks.Plain, value); }

    public bool HadChunk { get => Has(StreamMarks.HadChunk); set => Mark(StreamMarks.HadChunk, value); }

    public bool StartsMidStream { get => Has(StreamMarks.StartsMidStream); set => Mark(StreamMarks.StartsMidStream, value); }

    public long Acked { get => _rest.Acked; set => _rest.Acked = value; }

    public long ArmedTo { get => _rest.ArmedTo; set => _rest.ArmedTo = value; }

    public long WaitTime { get => _rest.WaitTime; set => _rest.WaitTime = value; }

    public long Fin { get => _rest.Fin; set => _rest.Fin = value; }

    public SegmentQueue? Queue { get => _rest.Queue; set => _rest.Queue = value; }

    public uint Isn { get => _rest.Isn; set => _rest.Isn = value; }

    public uint StrayNext { get => _rest.StrayNext; set => _rest.StrayNext = value; }

    public int WaitPackets { get => _rest.WaitPackets; set => _rest.WaitPackets = value; }

    public byte Scale { get => _rest.Scale; set => _rest.Scale = value; }

    public bool WindowSeen { get => _rest.WindowSeen; set => _rest.WindowSeen = value; }

    public bool ScaleSeen { get => _rest.ScaleSeen; set => _rest.ScaleSeen = value; }

    public bool HasSyn { get => _rest.HasSyn; set => _rest.HasSyn = value; }

    public bool HasFin { get => _rest.HasFin; set => _rest.HasFin = value; }

    public bool HasStray { get => _rest.HasStray; set => _rest.HasStray = value; }

    public bool Armed { get => _rest.Armed; set => _rest.Armed = value; }

    public bool IsWaiting => Armed || Phase == StreamPhase.Starting;

    private bool Has(StreamMarks mark) => (_lane.Marks & mark) != StreamMarks.None;

    private void Mark(StreamMarks mark, bool value) => _lane.Marks = value ? _lane.Marks | mark : _lane.Marks & ~mark;
}
