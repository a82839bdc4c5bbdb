using Weir.Wire;
using Weir.Wire.OpenFlow;

namespace Weir.Decoding;

/// <summary>OpenFlow messages of one connection. Each message's header says its length; behind lost bytes the next segment that begins with messages goes on.</summary>
internal sealed class OpenFlowConversation(Conversation conversation, DecodingStage stage) : ConversationDecoder
{
    private const string Protocol = "openflow";

    private readonly Side[] _sides = [new(conversation.Begin), new(conversation.Begin)];

    public override void Accept(in Chunk chunk)
    {
        Side side = _sides[(int)chunk.Direction];
        switch (chunk.Kind)
        {
            case ChunkKind.Data:
                ReadStream(side, in chunk);
                break;
            case ChunkKind.Gap:
                Lose(side, "lost bytes", chunk.GapLength);
                break;
            case ChunkKind.End:
                bool isOver = chunk.End is StreamEnd.Closed or StreamEnd.Reset;
                if (side.Collector.Kept > 0) { Lose(side, "ended inside a message", side.Collector.Kept); }
                Close(side, in chunk, isOver ? chunk.Time : long.MaxValue);
                break;
        }
    }

    private void ReadStream(Side side, in Chunk chunk)
    {
        ReadOnlySpan<byte> bytes = chunk.Bytes;
        if (side.Reason is not null)
        {
            if (!HoldsMessages(bytes))
            {
                side.LostBytes += bytes.Length;
                return;
            }

            Close(side, in chunk, chunk.Time);
        }

        while (!bytes.IsEmpty)
        {
            long offset = chunk.Offset + chunk.Bytes.Length - bytes.Length;
            if (!side.Collector.TryTake(OpenFlowHeader.Size, ref bytes, chunk.FrameNumber, offset, out ReadOnlySpan<byte> head)) { return; }
            OpenFlowHeader.TryRead(head, out OpenFlowHeader header, out _);
            if (!OpenFlowProtocol.IsPossible(header))
            {
                stage.Balance.Add(Waypoint.MessagesNotUnderstood);
                Lose(side, "no header of a message", bytes.Length);
                return;
            }

            if (!side.Collector.TryTake(header.Length, ref bytes, chunk.FrameNumber, offset, out ReadOnlySpan<byte> message)) { return; }
            Read(side, message, in chunk);
            side.Collector.Done();
        }
    }

    private void Read(Side side, ReadOnlySpan<byte> bytes, in Chunk chunk)
    {
        if (!OpenFlowMessage.TryRead(bytes, out OpenFlowMessage? message, out _, out LengthError error))
        {
            stage.Balance.Add(Waypoint.MessagesNotUnderstood);
            stage.Emit(new Doubt(conversation, chunk.Direction, Protocol, side.LastTime, chunk.Time, error.ToString(), bytes.Length));
            side.LastTime = chunk.Time;
            return;
        }

        side.LastTime = chunk.Time;
        string kind = OpenFlowTypes.Name(message!.Type);
        if (!stage.IsWanted(Protocol, kind))
        {
            stage.Balance.Add(Waypoint.MessagesFiltered);
            return;
        }

        stage.Emit(new PendingMessage
        {
            Conversation = conversation,
            Direction = chunk.Direction,
            Protocol = Protocol,
            Kind = kind,
            Value = message,
            Time = chunk.Time,
            Trail = new Trail(side.Collector.FirstFrame, chunk.FrameNumber, side.Collector.Offset, bytes.Length),
        });
    }

    /// <summary>True when headers lead from the begin of a segment to its end: then the begin is a message's begin.</summary>
    private static bool HoldsMessages(ReadOnlySpan<byte> bytes)
    {
        while (OpenFlowHeader.TryRead(bytes, out OpenFlowHeader header, out _))
        {
            if (!OpenFlowProtocol.IsPossible(header) || header.Length > bytes.Length) { return false; }
            bytes = bytes[header.Length..];
            if (bytes.IsEmpty) { return true; }
        }

        return false;
    }

    private static void Lose(Side side, string reason, long bytes)
    {
        side.Reason ??= reason;
        side.LostBytes += bytes;
        side.Collector = new FrameCollector();
    }

    private void Close(Side side, in Chunk chunk, long to)
    {
        if (side.Reason is not { } reason) { return; }
        stage.Emit(new Doubt(conversation, chunk.Direction, Protocol, side.LastTime, to, reason, side.LostBytes));
        side.Reason = null;
        side.LostBytes = 0;
    }

    /// <summary>One direction: what has come of its next message, and since when messages may be missing.</summary>
    private sealed class Side(long begin)
    {
        public FrameCollector Collector { get; set; } = new();

        public long LastTime { get; set; } = begin;

        public string? Reason { get; set; }

        public long LostBytes { get; set; }
    }
}
