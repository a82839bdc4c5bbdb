using Weir.Wire.Frames;

namespace Weir.Reassembly;

/// <summary>
/// Sorts the frames of TCP conversations: the data segments of each side come in the order of their sequence numbers, segments without a new byte are left out, and a FIN comes after the data before it.
/// Both sides share one sequence of frames. Segments without data keep their places or are left out. A frame that must wait is copied; how long, and within how much memory, say the
/// <see cref="ReassemblyOptions"/>: the sorter follows the streams that <see cref="PacketReassembler{TSink}"/> makes. TCP segments that came in IP fragments are left out.
/// Not safe for several threads.
/// </summary>
public sealed class PacketSorter
{
    private readonly PacketReassembler<QueueSink> _reassembler;
    private readonly SortQueue _queue = new();
    private readonly ISortedFrameSink _sink;
    private readonly bool _skipEmpty;

    /// <summary>Makes a sorter.</summary>
    /// <param name="sink">Takes the frames in order.</param>
    /// <param name="options">Limits and windows of the streams; of overlapping segments the first is believed in any case.</param>
    /// <param name="skipEmpty">Leave out segments without data.</param>
    /// <param name="balance">Counts what becomes of each packet.</param>
    public PacketSorter(ISortedFrameSink sink, ReassemblyOptions options, bool skipEmpty, Balance balance)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(options);
        _sink = sink;
        _skipEmpty = skipEmpty;
        _reassembler = new PacketReassembler<QueueSink>(new QueueSink(_queue), options with { Overlap = OverlapPolicy.First }, balance) { Ended = _queue.Complete };
    }

    /// <summary>Memory that waiting frames take now, in bytes.</summary>
    public long BytesHeld => _reassembler.BytesHeld + KeptBytes;

    /// <summary>Frames handed on.</summary>
    public long Written { get; private set; }

    private long KeptBytes { get; set; }

    /// <summary>Takes one packet of any kind; frames that have their turn are handed on during the call. Returns where the packet ended.</summary>
    public Waypoint Accept(in Frame frame, in DecodedPacket packet)
    {
        Waypoint end = _reassembler.Accept(frame, packet);
        bool isSegment = packet.HasTransport && packet.Protocol == IpProtocols.Tcp;
        Conversation? own = isSegment ? _reassembler.LastConversation : null;
        bool written = Run(own, frame);
        if (own is null) { return end; }
        if (end == Waypoint.SegmentKept)
        {
            if (!written) { Keep(StateOf(own).Kept, frame); }
        }
        else if (packet.PayloadLength == 0 && !_skipEmpty && end is Waypoint.SegmentEmpty or Waypoint.SegmentProbe)
        {
            Direction direction = own.Client == new FlowEnd(packet.Source, packet.SourcePort) ? Direction.ClientToServer : Direction.ServerToClient;
            bool early = (packet.Flags & TcpFlags.Fin) != TcpFlags.None && own.Counters(direction).End == StreamEnd.None;
            if (early) { KeepFin(StateOf(own), direction, frame); } else { Write(own, frame); }
        }

        return end;
    }

    /// <summary>Hands on all that waits: the capture ended.</summary>
    public void Complete()
    {
        _reassembler.Complete();
        Run(null, default);
    }

    /// <summary>Does what the last packet set free; true when its own frame was among it.</summary>
    private bool Run(Conversation? own, in Frame frame)
    {
        bool written = false;
        foreach (SortQueue.Step step in _queue.Steps)
        {
            if (step.Number == 0)
            {
                Close(step);
            }
            else if (ReferenceEquals(step.Conversation, own) && step.Number == frame.Number)
            {
                if (!written) { Write(own, frame); }
                written = true;
            }
            else if (step.Conversation.State is SortState state && state.Kept.Remove(step.Number, out KeptFrame kept))
            {
                WriteKept(step.Conversation, kept);
            }
        }

        _queue.Steps.Clear();
        return written;
    }

    private void Close(in SortQueue.Step step)
    {
        var state = step.Conversation.State as SortState;
        if (step.Direction is { } direction)
        {
            WriteFin(step.Conversation, state, direction);
            return;
        }

        WriteFin(step.Conversation, state, Direction.ClientToServer);
        WriteFin(step.Conversation, state, Direction.ServerToClient);
        // What is left lies behind the end of its stream or had been cut to nothing: it brings no byte.
        foreach (KeptFrame kept in state?.Kept.Values ?? Enumerable.Empty<KeptFrame>()) { Release(kept); }
        step.Conversation.State = null;
        _sink.Complete(step.Conversation);
    }

    private void Write(Conversation conversation, in Frame frame)
    {
        Written++;
        _sink.Accept(conversation, frame);
    }

    private void WriteFin(Conversation conversation, SortState? state, Direction direction)
    {
        if (state?.Fin[(int)direction] is not { } fin) { return; }
        state.Fin[(int)direction] = null;
        WriteKept(conversation, fin);
    }

    private void WriteKept(Conversation conversation, in KeptFrame kept)
    {
        Write(conversation, kept.Frame);
        Release(kept);
    }

    private static SortState StateOf(Conversation conversation)
    {
        if (conversation.State is not SortState state)
        {
            state = new SortState();
            conversation.State = state;
        }

        return state;
    }

    private void Keep(Dictionary<long, KeptFrame> frames, in Frame frame)
    {
        KeptFrame kept = new(frame);
        if (frames.TryAdd(frame.Number, kept)) { KeptBytes += kept.Held; } else { kept.Release(); }
    }

    private void KeepFin(SortState state, Direction direction, in Frame frame)
    {
        if (state.Fin[(int)direction] is not null) { return; }
        KeptFrame kept = new(frame);
        state.Fin[(int)direction] = kept;
        KeptBytes += kept.Held;
    }

    private void Release(in KeptFrame kept)
    {
        KeptBytes -= kept.Held;
        kept.Release();
    }

    /// <summary>A struct, so that the reassembler's calls are bound at compile time.</summary>
    private readonly struct QueueSink(SortQueue queue) : IChunkSink
    {
        public void Accept(in Chunk chunk) => queue.Accept(in chunk);
    }
}
