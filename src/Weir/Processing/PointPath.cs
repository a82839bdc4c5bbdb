using Weir.Capture;
using Weir.Decoding;
using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Processing;

/// <summary>The stages of one point of observation in a row: frames in, messages out. Used by one thread at a time.</summary>
internal sealed class PointPath
{
    /// <summary>How many packets are looked at side by side.</summary>
    public const int Window = PacketReassembler<StageSink>.Window;

    private readonly PacketReassembler<StageSink> _reassembler;
    private readonly DecodingStage _decoding;
    private readonly JoinedPoints? _joined;
    private long _firstTime;
    private long _lastTime;
    private bool _any;
    private DecodedPacket _packet;

    public PointPath(CapturePoint point, CapturePathOptions options, IMessageSink sink, Action<Conversation>? ended = null)
    {
        Point = point;
        Sink = sink;
        _joined = options.Joined;
        _decoding = new DecodingStage(options.Decoding, sink, Balance);
        _reassembler = new PacketReassembler<StageSink>(new StageSink(_decoding), options.Reassembly, Balance) { Ended = ended };
    }

    public CapturePoint Point { get; }

    public Balance Balance { get; } = new();

    public IMessageSink Sink { get; }

    /// <summary>Takes packets of this point that follow each other, at most <see cref="Window"/>.</summary>
    public void Accept(FrameRun run, ReadOnlySpan<DecodedPacket> packets)
    {
        foreach (ref readonly FrameEntry entry in run.Entries) { Note(entry.Time); }
        _reassembler.Accept(run, packets);
    }

    /// <summary>What is known now, without conversations.</summary>
    public PointResult Now => new(Point, Balance, _firstTime, _lastTime, Sink, []) { OpenDoubts = _decoding.OpenDoubts(_lastTime) };

    /// <summary>The conversations that are followed now.</summary>
    public IEnumerable<Conversation> OpenConversations => _reassembler.Open();

    /// <summary>Takes one packet of this point, or of a port of it.</summary>
    public void Accept(in Frame frame)
    {
        PacketDecoder.Decode(frame.Bytes, Point.LinkType, ref _packet);
        Note(frame.Time);
        if (ReferenceEquals(frame.Point, Point))
        {
            _reassembler.Accept(in frame, in _packet);
            return;
        }

        _joined?.See(frame.Point, in _packet);
        _reassembler.Accept(new Frame(frame.Bytes, Point, frame.Number, frame.Time, frame.OriginalLength), in _packet);
    }

    /// <summary>Says that it is this time by the clock of the frames.</summary>
    public void Advance(long time) => _reassembler.Advance(time);

    private void Note(long time)
    {
        if (!_any)
        {
            _any = true;
            _firstTime = _lastTime = time;
        }
        else if (time > _lastTime)
        {
            _lastTime = time;
        }
    }

    /// <summary>Session secrets came after the path began.</summary>
    public void Use(SecretStore secrets) => _decoding.Secrets = secrets;

    /// <summary>Hands on the messages that wait for the check of their authentication codes.</summary>
    public void Flush()
    {
        _decoding.LookAgain();
        _decoding.Flush();
    }

    public PointResult Complete()
    {
        _reassembler.Complete();
        _decoding.Complete();
        return new PointResult(Point, Balance, _firstTime, _lastTime, Sink, [.. _reassembler.Conversations]);
    }

    /// <summary>A struct, so that the reassembler's calls are bound at compile time.</summary>
    private readonly struct StageSink(DecodingStage stage) : IChunkSink
    {
        public void Accept(in Chunk chunk) => stage.Accept(in chunk);
    }
}
