namespace Weir.Reassembly;

public sealed partial class PacketReassembler<TSink>
{
    /// <summary>The receiver has bytes that were not handed on yet: they were lost to the capture, or come a little later than this acknowledgement.</summary>
    private void NoteAcknowledgement(Flow flow, HalfStream half, int ahead)
    {
        if (ahead > _options.FarthestSegment) { return; }
        long acked = half.Next + ahead;
        if (half.HasFin) { acked = Math.Min(acked, half.Fin); }
        if (acked <= half.Next) { return; }
        half.Acked = Math.Max(half.Acked, acked);
        Arm(flow, half);
    }

    private void Arm(Flow flow, HalfStream half)
    {
        if (half.Armed) { return; }
        half.Armed = true;
        half.ArmedTo = half.Acked;
        half.WaitTime = _time;
        half.WaitPackets = 0;
        half.Plain = false;
        flow.Waiting = true;
    }

    private void CheckWaiting(Flow flow, long now, int packets)
    {
        CheckWaiting(flow, Direction.ClientToServer, now, packets);
        CheckWaiting(flow, Direction.ServerToClient, now, packets);
    }

    private void CheckWaiting(Flow flow, Direction direction, long now, int packets)
    {
        HalfStream half = flow.Half(direction);
        if (!half.IsWaiting) { return; }
        half.WaitPackets += packets;
        if (half.Phase == StreamPhase.Starting)
        {
            if (half.WaitPackets > _options.StartPackets || now - half.WaitTime > _startTime)
            {
                StartAtLowest(flow, direction, half);
                Settle(flow, direction);
            }
        }
        else if (half.WaitPackets > _options.ReorderPackets || now - half.WaitTime > _reorderTime)
        {
            GiveUpHoles(flow, direction, half, half.ArmedTo);
            half.Armed = false;
            Settle(flow, direction);
        }
    }
}
