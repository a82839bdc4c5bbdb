using Weir.Decoding;
using Weir.Reassembly;
using Weir.Wire;
using Weir.Wire.Frames;

namespace Weir.Cli.Captures;

/// <summary>Sends a whole capture down the path and notes what happened to one packet of it: what it says, where it ended, which bytes of which stream it brought, which messages it carried.</summary>
internal sealed class PacketTrace : IMessageSink
{
    private readonly long _number;
    private readonly PacketReassembler<Tap> _reassembler;
    private readonly DecodingStage _decoding;
    private readonly List<Message> _messages = [];
    private readonly List<Doubt> _doubts = [];
    private long _current;

    /// <summary>Makes a trace of the packet with <paramref name="number"/>.</summary>
    public PacketTrace(long number, DecodingOptions options)
    {
        _number = number;
        _decoding = new DecodingStage(options, this, Balance);
        _reassembler = new PacketReassembler<Tap>(new Tap(this), new ReassemblyOptions(), Balance);
    }

    /// <summary>The counters of the whole run.</summary>
    public Balance Balance { get; } = new();

    /// <summary>True when the capture has the packet.</summary>
    public bool Found { get; private set; }

    /// <summary>Where it was seen.</summary>
    public CapturePoint? Point { get; private set; }

    /// <summary>Time of the packet, nanoseconds since 1970-01-01 UTC.</summary>
    public long Time { get; private set; }

    /// <summary>Captured length in bytes.</summary>
    public int Captured { get; private set; }

    /// <summary>Length on the wire in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The waypoint at which the packet ended.</summary>
    public Waypoint End { get; private set; }

    /// <summary>What its headers say.</summary>
    public List<(string Name, string Value)> Fields { get; private set; } = [];

    /// <summary>Why its headers could not be read whole; default when they could.</summary>
    public LengthError Error { get; private set; }

    /// <summary>Its conversation; null when it belongs to none.</summary>
    public Conversation? Conversation { get; private set; }

    /// <summary>Which way it went; null without a conversation.</summary>
    public Direction? Direction { get; private set; }

    /// <summary>What of its bytes was handed on: offset in the stream, bytes, and the packet at which that happened. A gap has a negative length.</summary>
    public List<(long Offset, long Length, long At)> Pieces { get; } = [];

    /// <summary>The messages that it carried, whole or in part.</summary>
    public IEnumerable<Message> Messages => _messages.Where(m => ReferenceEquals(m.Conversation, Conversation) && m.Direction == Direction
        && Pieces.Exists(p => p.Length > 0 && p.Offset < m.Trail.Offset + m.Trail.Length && m.Trail.Offset < p.Offset + p.Length));

    /// <summary>Intervals around the packet in which messages of its direction may be missing.</summary>
    public IEnumerable<Doubt> Doubts => _doubts.Where(d => ReferenceEquals(d.Conversation, Conversation) && d.Direction == Direction && d.From <= Time && Time <= d.To);

    /// <summary>Takes the next packet of the capture.</summary>
    public void Accept(in Frame frame, in DecodedPacket packet)
    {
        _current = frame.Number;
        if (frame.Number == _number) { Note(frame, packet); }
        Waypoint end = _reassembler.Accept(frame, packet);
        if (frame.Number != _number) { return; }
        End = end;
        if (end is not (Waypoint.Datagram or (>= Waypoint.SegmentEmpty and <= Waypoint.SegmentRefused))) { return; }
        Conversation ??= _reassembler.LastConversation;
        if (Conversation is { } own && Direction is null)
        {
            Direction = own.Client == new FlowEnd(packet.Source, packet.SourcePort) ? Weir.Direction.ClientToServer : Weir.Direction.ServerToClient;
        }
    }

    /// <summary>The capture is over: hands on what waits.</summary>
    public void Complete()
    {
        _reassembler.Complete();
        _decoding.Complete();
    }

    /// <inheritdoc/>
    void IMessageSink.Accept(Message message)
    {
        if (message.Trail.FirstFrame <= _number && _number <= message.Trail.LastFrame) { _messages.Add(message); }
    }

    /// <inheritdoc/>
    void IMessageSink.Accept(in Doubt doubt) => _doubts.Add(doubt);

    private void Note(in Frame frame, in DecodedPacket packet)
    {
        Found = true;
        Point = frame.Point;
        Time = frame.Time;
        Captured = frame.Bytes.Length;
        Length = frame.OriginalLength;
        Error = packet.Error;
        var lines = new FieldLines();
        FrameFields.Describe(frame.Bytes, frame.Point.LinkType, lines);
        Fields = lines.Lines;
    }

    private void Note(in Chunk chunk)
    {
        if (chunk.FrameNumber != _number || chunk.Kind == ChunkKind.End) { return; }
        // A gap is told by the packet that made it known; it may lie in the other direction.
        if (chunk.Kind == ChunkKind.Gap)
        {
            if (Direction is null || chunk.Direction == Direction) { Pieces.Add((chunk.Offset, -chunk.GapLength, _current)); }
            return;
        }

        (Conversation, Direction) = (chunk.Conversation, chunk.Direction);
        Pieces.Add((chunk.Offset, chunk.Bytes.Length, _current));
    }

    /// <summary>Between reassembly and decoding: notes what passes.</summary>
    private readonly struct Tap(PacketTrace trace) : IChunkSink
    {
        public void Accept(in Chunk chunk)
        {
            trace.Note(chunk);
            trace._decoding.Accept(chunk);
        }
    }
}
