using Weir.Decoding;
using Weir.Wire.Frames;

namespace Weir.Tests.Decoding;

/// <summary>
/// One TCP connection whose bytes are handed to a decoding stage as reassembly would: in chunks, with gaps and ends. One byte takes one nanosecond, so that a chunk's time is that of its last byte.
/// </summary>
internal sealed class StreamFeeder
{
    public const long Begin = 1_000_000_000;

    private static readonly CapturePoint Point = new("point", "-", LinkType.Ethernet);

    private readonly long[] _offsets = new long[2];
    private readonly bool[] _midStream = new bool[2];
    private long _frame;

    public StreamFeeder(DecodingOptions options, ushort serverPort = 32323, byte protocol = 6)
    {
        Stage = new DecodingStage(options, Sink, Balance);
        Conversation = NewConversation(serverPort, protocol);
    }

    public MessageRecorder Sink { get; } = new();

    public Balance Balance { get; } = new();

    public DecodingStage Stage { get; }

    public Conversation Conversation { get; private set; }

    /// <summary>Another connection of the same two ends, at the same stage.</summary>
    public StreamFeeder Again()
    {
        Conversation = NewConversation(Conversation.Server.Port, Conversation.Protocol);
        _offsets.AsSpan().Clear();
        _midStream.AsSpan().Clear();
        return this;
    }

    public StreamFeeder MidStream(Direction direction)
    {
        _midStream[(int)direction] = true;
        return this;
    }

    /// <summary>Bytes in order, in chunks of at most <paramref name="piece"/> bytes.</summary>
    public StreamFeeder Data(Direction direction, ReadOnlySpan<byte> bytes, int piece = 1448)
    {
        while (!bytes.IsEmpty)
        {
            int take = Math.Min(piece, bytes.Length);
            ref long offset = ref _offsets[(int)direction];
            Stage.Accept(new Chunk
            {
                Conversation = Conversation, Direction = direction, Kind = ChunkKind.Data, Bytes = bytes[..take], Offset = offset,
                StartsMidStream = _midStream[(int)direction], FrameNumber = ++_frame, Time = Begin + offset + take,
            });
            offset += take;
            bytes = bytes[take..];
        }

        return this;
    }

    public StreamFeeder Gap(Direction direction, long length)
    {
        ref long offset = ref _offsets[(int)direction];
        Stage.Accept(new Chunk
        {
            Conversation = Conversation, Direction = direction, Kind = ChunkKind.Gap, Offset = offset, GapLength = length,
            StartsMidStream = _midStream[(int)direction], FrameNumber = ++_frame, Time = Begin + offset + length,
        });
        offset += length;
        return this;
    }

    /// <summary>A stream of which <paramref name="lost"/> bytes from <paramref name="at"/> on were not captured.</summary>
    public StreamFeeder DataWithGap(Direction direction, byte[] bytes, int at, int lost, int piece = 1448)
    {
        Data(direction, bytes.AsSpan(0, at), piece);
        if (lost > 0) { Gap(direction, lost); }
        return Data(direction, bytes.AsSpan(at + lost), piece);
    }

    public StreamFeeder End(Direction direction, StreamEnd end)
    {
        long offset = _offsets[(int)direction];
        Stage.Accept(new Chunk
        {
            Conversation = Conversation, Direction = direction, Kind = ChunkKind.End, Offset = offset, End = end,
            StartsMidStream = _midStream[(int)direction], FrameNumber = ++_frame, Time = Begin + offset,
        });
        return this;
    }

    public StreamFeeder Datagram(Direction direction, ReadOnlySpan<byte> bytes)
    {
        Stage.Accept(new Chunk { Conversation = Conversation, Direction = direction, Kind = ChunkKind.Datagram, Bytes = bytes, FrameNumber = ++_frame, Time = Begin + _frame });
        return this;
    }

    public MessageRecorder Complete()
    {
        Stage.Complete();
        return Sink;
    }

    private static Conversation NewConversation(ushort serverPort, byte protocol) =>
        new(1, Point, protocol, new FlowEnd(IpAddress.FromIPv4(0x0a000001), 40000), new FlowEnd(IpAddress.FromIPv4(0x0a000002), serverPort), 1, Begin);
}
