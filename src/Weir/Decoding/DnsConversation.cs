using System.Buffers.Binary;
using Weir.Wire.Dns;

namespace Weir.Decoding;

/// <summary>DNS messages of one exchange.</summary>
internal sealed class DnsConversation(Conversation conversation, DecodingStage stage) : ConversationDecoder
{
    private readonly FrameCollector[] _collectors = [new(), new()];

    public override void Accept(in Chunk chunk)
    {
        FrameCollector collector = _collectors[(int)chunk.Direction];
        switch (chunk.Kind)
        {
            case ChunkKind.Datagram:
                Read(chunk.Bytes, in chunk, chunk.FrameNumber, chunk.Offset);
                break;
            case ChunkKind.Data when !collector.IsLost:
                ReadStream(collector, in chunk);
                break;
            case ChunkKind.Gap when !collector.IsLost:
                // The length before each message is the only border there is: after lost bytes no further one can be found.
                collector.Lose();
                stage.Emit(new Doubt(conversation, chunk.Direction, "dns", chunk.Time, long.MaxValue, "lost bytes", chunk.GapLength));
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
            Read(message[2..], in chunk, collector.FirstFrame, collector.Offset);
            collector.Done();
        }
    }

    private void Read(ReadOnlySpan<byte> bytes, in Chunk chunk, long firstFrame, long offset)
    {
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
            Trail = new Trail(firstFrame, chunk.FrameNumber, offset, bytes.Length),
        });
    }
}
