using System.Buffers.Binary;
using Weir.Wire.Dns;

namespace Weir.Decoding;

/// <summary>DNS messages of one exchange.</summary>
internal sealed class DnsConversation(Conversation conversation, DecodingStage stage) : ConversationDecoder
{
    private readonly FrameCollector[] _collectors = [new(), new()];
    private readonly long[] _lastTimes = [conversation.Begin, conversation.Begin];

    public override void Accept(in Chunk chunk)
    {
        FrameCollector collector = _collectors[(int)chunk.Direction];
        switch (chunk.Kind)
        {
            case ChunkKind.Datagram:
                Read(chunk.Bytes, in chunk, new Trail(chunk.FrameNumber, chunk.FrameNumber, chunk.Offset, chunk.Bytes.Length));
                break;
            case ChunkKind.Data when !collector.IsLost:
                ReadStream(collector, in chunk);
                break;
            case ChunkKind.Gap when !collector.IsLost:
                // The length before each message is the only border there is: after lost bytes no further one can be found.
                collector.Lose();
                Doubt(in chunk, long.MaxValue, "lost bytes", chunk.GapLength);
                break;
            case ChunkKind.End when collector.Kept > 0:
                Doubt(in chunk, chunk.End is StreamEnd.Closed or StreamEnd.Reset ? chunk.Time : long.MaxValue, "ended inside a message", collector.Kept);
                collector.Lose();
                break;
        }
    }

    private void ReadStream(FrameCollector collector, in Chunk chunk)
    {
        ReadOnlySpan<byte> bytes = chunk.Bytes;
        while (!bytes.IsEmpty)
        {
            long offset = chunk.Offset + chunk.Bytes.Length - bytes.Length;
            if (!collector.TryTake(2, ref bytes, chunk.FrameNumber, offset, out ReadOnlySpan<byte> prefix)) { return; }
            if (!collector.TryTake(2 + BinaryPrimitives.ReadUInt16BigEndian(prefix), ref bytes, chunk.FrameNumber, offset, out ReadOnlySpan<byte> message)) { return; }
            Read(message[2..], in chunk, new Trail(collector.FirstFrame, chunk.FrameNumber, collector.Offset, message.Length));
            collector.Done();
        }
    }

    private void Doubt(in Chunk chunk, long to, string reason, long bytes) =>
        stage.Emit(new Doubt(conversation, chunk.Direction, "dns", _lastTimes[(int)chunk.Direction], to, reason, bytes));

    private void Read(ReadOnlySpan<byte> bytes, in Chunk chunk, Trail trail)
    {
        _lastTimes[(int)chunk.Direction] = chunk.Time;
        if (!DnsMessage.TryRead(bytes, out DnsMessage? message))
        {
            stage.Balance.Add(Waypoint.MessagesNotUnderstood);
            stage.Emit(new Doubt(conversation, chunk.Direction, "dns", chunk.Time, chunk.Time, "a message has another form", bytes.Length));
            return;
        }

        string kind = message!.IsResponse ? "response" : "query";
        if (!stage.IsWanted("dns", kind))
        {
            stage.Balance.Add(Waypoint.MessagesFiltered);
            return;
        }

        stage.Emit(new PendingMessage
        {
            Conversation = conversation,
            Direction = chunk.Direction,
            Protocol = "dns",
            Kind = kind,
            Value = message,
            Time = chunk.Time,
            Trail = trail,
        });
    }
}
