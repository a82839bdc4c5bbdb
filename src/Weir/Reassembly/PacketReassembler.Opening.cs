using Weir.Wire.Frames;

namespace Weir.Reassembly;

public sealed partial class PacketReassembler<TSink>
{
    /// <summary>How far before its first seen byte a stream may have begun, for a SYN that was captured late to belong to it, in bytes.</summary>
    private const int LateSynReach = 1 << 20;

    /// <summary>
    /// A SYN, alone or with an acknowledgement: sets where the streams begin, or begins another conversation on the same addresses and ports. False when it belongs to none.
    /// </summary>
    private bool Opening(Flow flow, ref Direction direction, in Frame frame, in DecodedPacket packet)
    {
        bool answers = (packet.Flags & TcpFlags.Ack) != TcpFlags.None;
        if (!Fits(flow, direction, packet, answers, out bool stray))
        {
            if (stray) { return false; }
            Reuse(flow, ref direction, frame, packet);
        }
        else if (flow.Conversation.ClientIsGuessed && !flow.HandedOn)
        {
            bool senderIsClient = !answers;
            bool swap = senderIsClient != (direction == Direction.ClientToServer);
            flow.Conversation.CorrectGuess(swap);
            if (swap)
            {
                flow.SwapEnds();
                direction = Opposite(direction);
            }
        }

        HalfStream own = flow.Half(direction);
        HalfStream peer = flow.Half(Opposite(direction));
        flow.Conversation.CountersOf(direction).SynSeen = true;
        // A SYN that comes again: nobody can say which one was answered.
        if (!answers)
        {
            flow.Conversation.SynTime = flow.Conversation.SynTime == 0 ? frame.Time : -1;
            flow.TakesRoundTrip = flow.Conversation.SynTime > 0;
        }

        if (answers && flow.IsReset) { flow.IsReset = flow.ResetBy != direction; }
        if (!own.HasSyn)
        {
            own.HasSyn = true;
            own.Isn = packet.Sequence;
            ReadScale(frame, packet, own);
            StartAt(flow, direction, own, packet.Sequence + 1);
        }

        // RFC 9293 3.5: the answer acknowledges the other SYN, so it tells where that stream begins even if that SYN was not captured.
        if (answers && !peer.HasSyn && peer.Phase < StreamPhase.Open) { StartAt(flow, Opposite(direction), peer, packet.Acknowledgement); }
        return true;
    }

    private bool Fits(Flow flow, Direction direction, in DecodedPacket packet, bool answers, out bool stray)
    {
        HalfStream own = flow.Half(direction);
        HalfStream peer = flow.Half(Opposite(direction));
        stray = false;
        if (own.HasSyn)
        {
            if (own.Isn == packet.Sequence) { return true; }
            if (!answers) { return false; }
            bool untouched = own.Phase == StreamPhase.Open && !own.HadChunk && own.Queue is null && !own.HasFin && own.Acked == 0;
            if (untouched && peer.HasSyn && packet.Acknowledgement == peer.Isn + 1)
            {
                // A server without memory of its first answer answered again.
                own.HasSyn = false;
                own.Phase = StreamPhase.None;
                return true;
            }

            stray = !flow.IsOver;
            return false;
        }

        // The answer to a SYN belongs to it even if a reset came between: that one was not believed.
        bool belongs = answers && peer.HasSyn && own.Phase == StreamPhase.None && packet.Acknowledgement - peer.Isn - 1 <= peer.NextSequence - peer.Isn - 1;
        if (belongs) { return true; }
        if (flow.IsOver) { return false; }
        switch (own.Phase)
        {
            case StreamPhase.None:
                return true;
            case StreamPhase.Starting:
                long lowest = own.Queue is null ? (own.HasFin ? own.Fin : own.Next) : own.Queue.First.Offset;
                long begin = own.Next + (int)(packet.Sequence + 1 - own.NextSequence);
                stray = answers && (begin > lowest || begin < lowest - _options.FarthestSegment);
                return begin <= lowest && begin >= lowest - _options.FarthestSegment;
            default:
                // Offset 0 is where the stream was joined: a SYN shortly before it was captured late.
                begin = own.Next + (int)(packet.Sequence + 1 - own.NextSequence);
                bool late = begin <= 0 && begin > -LateSynReach;
                stray = answers && !late;
                return late;
        }
    }

    /// <summary>The client's first segment after both SYNs completes the round trip, when it is bare: data may have been long in coming.</summary>
    private static void MeasureRoundTrip(Flow flow, Direction direction, in Frame frame, in DecodedPacket packet)
    {
        Conversation conversation = flow.Conversation;
        if (direction != Direction.ClientToServer || (packet.Flags & (TcpFlags.Ack | TcpFlags.Syn | TcpFlags.Rst)) != TcpFlags.Ack) { return; }
        HalfStream client = flow.Half(Direction.ClientToServer);
        HalfStream server = flow.Half(Direction.ServerToClient);
        if (packet.PayloadLength == 0 && client.HasSyn && server.HasSyn && client.Next == 0 && server.Next == 0) { conversation.RoundTrip = TimeSpan.FromTicks((frame.Time - conversation.SynTime) / 100); }
        conversation.SynTime = -1;
        flow.TakesRoundTrip = false;
    }

    /// <summary>The stream's first byte has this sequence number. Does nothing to a stream that handed bytes on.</summary>
    private void StartAt(Flow flow, Direction direction, HalfStream half, uint sequence)
    {
        if (half.Phase >= StreamPhase.Open) { return; }
        if (half.Phase == StreamPhase.Starting)
        {
            long shift = half.Next + (int)(sequence - half.NextSequence);
            long lowest = half.Queue is null ? (half.HasFin ? half.Fin : shift) : half.Queue.First.Offset;
            if (shift > lowest) { return; }
            Rebase(half, shift);
        }

        half.Phase = StreamPhase.Open;
        half.Next = 0;
        half.NextSequence = sequence;
        half.StartsMidStream = false;
        Drain(flow, direction, half);
        Settle(flow, direction);
    }

    /// <summary>Begins a stream that was joined in its middle at the lowest byte seen.</summary>
    private void StartAtLowest(Flow flow, Direction direction, HalfStream half)
    {
        long lowest = half.Queue is null ? (half.HasFin ? half.Fin : half.Next) : half.Queue.First.Offset;
        half.NextSequence += (uint)(lowest - half.Next);
        Rebase(half, lowest);
        half.Phase = StreamPhase.Open;
        half.Next = 0;
        Drain(flow, direction, half);
    }

    private static void Rebase(HalfStream half, long origin)
    {
        half.Queue?.Shift(-origin);
        half.Fin -= origin;
        half.Acked = 0;
    }

    /// <summary>The conversation ends, and this packet begins another one on the same addresses and ports.</summary>
    private void Reuse(Flow flow, ref Direction direction, in Frame frame, in DecodedPacket packet)
    {
        bool fromHigh = flow.ClientIsHigh == (direction == Direction.ClientToServer);
        Finish(flow, StreamEnd.Reused);
        Begin(flow, frame, packet, fromHigh);
        direction = fromHigh == flow.ClientIsHigh ? Direction.ClientToServer : Direction.ServerToClient;
    }

    /// <summary>RFC 7323 2.2: the shift counts when both SYNs carry the option.</summary>
    private static void ReadScale(in Frame frame, in DecodedPacket packet, HalfStream half)
    {
        if (!TcpHeader.TryRead(frame.Bytes[packet.TransportOffset..], out TcpHeader header, out _)) { return; }
        ReadOnlySpan<byte> options = header.Options;
        int i = 0;
        while (i < options.Length && options[i] != 0)
        {
            if (options[i] == 1)
            {
                i++;
                continue;
            }

            int length = i + 1 < options.Length ? options[i + 1] : 0;
            if (length < 2 || i + length > options.Length) { return; }
            if (options[i] == 3 && length == 3)
            {
                half.Scale = Math.Min(options[i + 2], (byte)14);
                half.ScaleSeen = true;
            }

            i += length;
        }
    }
}
