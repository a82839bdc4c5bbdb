using Weir.Decoding;
using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Processing;

/// <summary>The stages of one point of observation in a row: frames in, messages out. Used by one thread at a time.</summary>
internal sealed class PointPath
{
    private readonly PacketReassembler<StageSink> _reassembler;
    private readonly DecodingStage _decoding;
    private long _firstTime;
    private long _lastTime;
    private bool _any;

    public PointPath(CapturePoint point, CapturePathOptions options, IMessageSink sink)
    {
        Point = point;
        Sink = sink;
        _decoding = new DecodingStage(options.Decoding, sink, Balance);
        _reassembler = new PacketReassembler<StageSink>(new StageSink(_decoding), options.Reassembly, Balance);
    }

    public CapturePoint Point { get; }

    public Balance Balance { get; } = new();

    public IMessageSink Sink { get; }

    public void Accept(in Frame frame, in DecodedPacket packet)
    {
        if (!_any)
        {
            _any = true;
            _firstTime = _lastTime = frame.Time;
        }
        else if (frame.Time > _lastTime)
        {
            _lastTime = frame.Time;
        }

        _reassembler.Accept(in frame, in packet);
    }

    /// <summary>Session secrets came after the path began.</summary>
    public void Use(SecretStore secrets) => _decoding.Secrets = secrets;

    /// <summary>Hands on the messages that wait for the check of their authentication codes.</summary>
    public void Flush() => _decoding.Flush();

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
