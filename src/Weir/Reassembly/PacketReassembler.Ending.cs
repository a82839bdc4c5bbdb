namespace Weir.Reassembly;

public sealed partial class PacketReassembler<TSink>
{
    private static void NoteFin(Flow flow, Direction direction, HalfStream own, long fin)
    {
        if (own.HasFin || (own.Phase == StreamPhase.Open && fin < own.Next)) { return; }
        flow.Conversation.CountersOf(direction).FinSeen = true;
        own.HasFin = true;
        own.Fin = fin;
    }

    /// <summary>Brings what follows from the state of a direction up to date after it changed.</summary>
    private void Settle(Flow flow, Direction direction)
    {
        HalfStream half = flow.Half(direction);
        if (half.Phase == StreamPhase.Open)
        {
            if (half.HasFin && half.Next >= half.Fin)
            {
                Discard(half);
                End(flow, direction, half, StreamEnd.Closed);
            }
            else
            {
                if (half.Armed && half.Next >= half.ArmedTo) { half.Armed = false; }
                // A FIN that was not captured is acknowledged too: one number is no reason to wait.
                if (half.Acked > half.Next && (half.Queue is not null || half.Acked - half.Next > 1)) { Arm(flow, half); }
            }
        }

        half.Plain = half.Phase == StreamPhase.Open && half.Queue is null && !half.Armed && !half.HasFin;
        flow.Waiting = flow.Half(Direction.ClientToServer).IsWaiting || flow.Half(Direction.ServerToClient).IsWaiting;
    }

    private void Discard(HalfStream half)
    {
        if (half.Queue is null) { return; }
        _held -= half.Queue.Held;
        half.Queue.Clear();
        ReleaseEmpty(half);
    }

    private void End(Flow flow, Direction direction, HalfStream half, StreamEnd reason)
    {
        half.Phase = StreamPhase.Ended;
        half.Armed = false;
        Flush(flow, direction);
        flow.Conversation.CountersOf(direction).End = reason;
        if (!half.HadChunk) { return; }
        _sink.Accept(new Chunk
        {
            Conversation = flow.Conversation,
            Direction = direction,
            Kind = ChunkKind.End,
            Offset = half.Next,
            End = reason,
            StartsMidStream = half.StartsMidStream,
            FrameNumber = _number,
            Time = _time,
        });
    }

    /// <summary>Ends both directions: what waits is handed on with its gaps.</summary>
    private void Finish(Flow flow, StreamEnd reason)
    {
        if (flow.IsReset) { reason = StreamEnd.Reset; }
        for (Direction direction = Direction.ClientToServer; direction <= Direction.ServerToClient; direction++)
        {
            HalfStream half = flow.Half(direction);
            Flush(flow, direction);
            if (half.Phase == StreamPhase.Ended) { continue; }
            if (half.Phase == StreamPhase.Starting) { StartAtLowest(flow, direction, half); }
            long limit = Math.Max(half.Acked, half.Queue?.End ?? 0);
            if (half.HasFin) { limit = half.Fin; }
            if (half.Phase == StreamPhase.Open) { GiveUpHoles(flow, direction, half, limit); }
            Discard(half);
            End(flow, direction, half, half.HasFin && half.Next >= half.Fin ? StreamEnd.Closed : reason);
        }

        Ended?.Invoke(flow.Conversation);
    }
}
