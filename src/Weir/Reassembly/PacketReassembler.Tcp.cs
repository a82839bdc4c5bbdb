using System.Runtime.CompilerServices;
using Weir.Wire.Frames;

namespace Weir.Reassembly;

public sealed partial class PacketReassembler<TSink>
{
    private const TcpFlags Controls = TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Rst;

    private Waypoint Tcp(in Frame frame, in DecodedPacket packet, in FlowPlace place)
    {
        Flow flow = FlowOf(frame, packet, place, out Direction direction);
        if ((packet.Flags & (TcpFlags.Syn | TcpFlags.Rst)) == TcpFlags.Syn && !Opening(flow, ref direction, frame, packet)) { return Waypoint.SegmentOutside; }
        if (IsPlain(flow, direction, packet))
        {
            Continue(flow, direction, packet, frame.Bytes.Slice(packet.PayloadOffset, packet.PayloadLength), frame.OriginalLength, frame.Number, frame.Time);
            _balance.Add(Waypoint.BytesDelivered, packet.PayloadLength);
            return Waypoint.SegmentInOrder;
        }

        Count(flow, direction, frame, packet);
        if (flow.TakesRoundTrip) { MeasureRoundTrip(flow, direction, frame, packet); }
        Waypoint end = Segment(flow, direction, flow.Half(direction), flow.Half(Opposite(direction)), frame, packet);
        ref StreamLane peer = ref flow.Lane(Opposite(direction));
        int ahead = (int)(packet.Acknowledgement - peer.NextSequence);
        if (ahead > 0 && (packet.Flags & (TcpFlags.Ack | TcpFlags.Rst)) == TcpFlags.Ack && peer.Phase == StreamPhase.Open) { NoteAcknowledgement(flow, flow.Half(Opposite(direction)), ahead); }

        if (flow.Waiting) { CheckWaiting(flow, _time, 1); }
        return end;
    }

    private static Direction Opposite(Direction direction) => (Direction)((byte)direction ^ 1);

    private void Hand(Flow flow, Direction direction, ReadOnlySpan<byte> bytes, long number, long time)
    {
        _balance.Add(Waypoint.BytesDelivered, bytes.Length);
        Deliver(flow, direction, ref flow.Lane(direction), bytes, number, time);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Deliver(Flow flow, Direction direction, ref StreamLane lane, ReadOnlySpan<byte> bytes, long number, long time)
    {
        long offset = lane.Next;
        lane.Next += bytes.Length;
        lane.NextSequence += (uint)bytes.Length;
        lane.Marks |= StreamMarks.HadChunk;
        _sink.Accept(new Chunk
        {
            Conversation = flow.Conversation,
            Direction = direction,
            Kind = ChunkKind.Data,
            Bytes = bytes,
            Offset = offset,
            StartsMidStream = (lane.Marks & StreamMarks.StartsMidStream) != StreamMarks.None,
            FrameNumber = number,
            Time = time,
        });
    }

    /// <summary>Everything but the next segment of an undisturbed stream.</summary>
    private Waypoint Segment(Flow flow, Direction direction, HalfStream own, HalfStream peer, in Frame frame, in DecodedPacket packet)
    {
        own.Window = packet.Window;
        own.WindowSeen = true;
        if ((packet.Flags & TcpFlags.Rst) != TcpFlags.None) { return Reset(flow, direction, own, peer, packet); }
        bool syn = (packet.Flags & TcpFlags.Syn) != TcpFlags.None;
        bool fin = (packet.Flags & TcpFlags.Fin) != TcpFlags.None;
        long total = (long)packet.PayloadLength + MissingOf(frame, packet);
        uint sequence = syn ? packet.Sequence + 1 : packet.Sequence;
        int distance = (int)(sequence - own.NextSequence);
        if (total == 0 && !fin)
        {
            // RFC 9293 3.8.4: a keep-alive repeats the sequence number before the next one.
            return !syn && distance == -1 && own.Phase >= StreamPhase.Open ? Waypoint.SegmentProbe : Waypoint.SegmentEmpty;
        }

        if (total == 1 && !fin && !syn && distance == -1 && own.Phase >= StreamPhase.Open && own.Next > 0) { return Waypoint.SegmentProbe; }
        if (own.Phase == StreamPhase.None)
        {
            own.Phase = StreamPhase.Starting;
            own.StartsMidStream = true;
            own.NextSequence = sequence;
            own.WaitTime = _time;
            own.WaitPackets = 0;
            distance = 0;
        }

        Waypoint end;
        if (own.Phase == StreamPhase.Ended && own.Next + distance + total > own.Next)
        {
            end = Stray(flow, direction, own, sequence, total, frame, packet);
        }
        else if (distance > _options.FarthestSegment || total > _options.FarthestSegment || distance < -_options.FarthestSegment)
        {
            end = Stray(flow, direction, own, sequence, total, frame, packet);
        }
        else
        {
            if (fin && own.Phase != StreamPhase.Ended) { NoteFin(flow, direction, own, own.Next + distance + total); }
            end = total == 0 ? Waypoint.SegmentEmpty : Data(flow, direction, own, peer, frame, packet, sequence);
        }

        Settle(flow, direction);
        return end;
    }

    private Waypoint Data(Flow flow, Direction direction, HalfStream own, HalfStream peer, in Frame frame, in DecodedPacket packet, uint sequence)
    {
        while (true)
        {
            ReadOnlySpan<byte> bytes = frame.Bytes.Slice(packet.PayloadOffset, packet.PayloadLength);
            long missing = MissingOf(frame, packet);
            long begin = own.Next + (int)(sequence - own.NextSequence);
            long offset = begin;
            if (own.HasFin && offset + bytes.Length + missing > own.Fin)
            {
                // Data after the end: nobody reads it.
                if (offset >= own.Fin) { return Waypoint.SegmentOutside; }
                int kept = (int)Math.Min(bytes.Length, own.Fin - offset);
                missing = own.Fin - offset - kept;
                bytes = bytes[..kept];
            }

            long end = offset + bytes.Length + missing;
            int repeated = 0;
            if (own.Phase >= StreamPhase.Open && offset < own.Next)
            {
                repeated = (int)Math.Min(own.Next - offset, bytes.Length);
                if (end <= own.Next)
                {
                    // Bytes from before the first one that a stream joined in its middle handed on cannot be handed on any more.
                    if (end <= 0) { return Waypoint.SegmentOutside; }
                    Repeated(flow, direction, repeated);
                    return Waypoint.SegmentDuplicate;
                }

                bytes = bytes[repeated..];
                missing = end - own.Next - bytes.Length;
                offset = own.Next;
            }

            bool inTurn = own.Phase >= StreamPhase.Open && offset == own.Next;
            if (inTurn && (own.Queue is null || own.Queue.First.Offset >= end))
            {
                if (repeated > 0) { Repeated(flow, direction, repeated); }
                bool probe = end - offset == 1 && begin == offset && peer.WindowSeen && peer.Window == 0;
                if (!bytes.IsEmpty) { Hand(flow, direction, bytes, frame.Number, frame.Time); }
                if (missing > 0) { Gap(flow, direction, own, missing); }
                if (flow.IsReset) { flow.IsReset = flow.ResetBy != direction; }
                Drain(flow, direction, own);
                return probe ? Waypoint.SegmentProbe : Waypoint.SegmentInOrder;
            }

            if (!HasRoom(own, bytes.Length))
            {
                if (_options.AtLimit == LimitAction.RefuseSegment)
                {
                    _balance.Add(Waypoint.BytesRefused, bytes.Length);
                    return Waypoint.SegmentRefused;
                }

                MakeRoom(flow, direction, own, offset);
                continue;
            }

            if (repeated > 0) { Repeated(flow, direction, repeated); }
            KeptSegment kind = new() { SegmentBegin = begin, SegmentEnd = end, FrameNumber = frame.Number, Time = frame.Time };
            bool isNew = Keep(flow, direction, own, kind, offset, bytes, missing);
            if (inTurn)
            {
                Drain(flow, direction, own);
                return Waypoint.SegmentInOrder;
            }

            if (!isNew) { return Waypoint.SegmentDuplicate; }
            flow.Rest(direction).OutOfOrder++;
            return Waypoint.SegmentKept;
        }
    }

    private void Repeated(Flow flow, Direction direction, int bytes)
    {
        _balance.Add(Waypoint.BytesDuplicate, bytes);
        ref ConversationCounters counters = ref flow.Conversation.CountersOf(direction);
        counters.RetransmittedSegments++;
        counters.RetransmittedBytes += bytes;
    }

    /// <summary>
    /// A segment far from where the stream is, or after its end. One may be anything; two that follow each other are a stream: after a huge loss the same one, on a stream that is over
    /// or far behind a connection that uses the same ports again and whose opening was not captured.
    /// </summary>
    private Waypoint Stray(Flow flow, Direction direction, HalfStream own, uint sequence, long total, in Frame frame, in DecodedPacket packet)
    {
        bool continues = own.HasStray && sequence == own.StrayNext && total > 0;
        own.HasStray = true;
        own.StrayNext = sequence + (uint)total;
        if (!continues) { return Waypoint.SegmentOutside; }
        own.HasStray = false;
        int distance = (int)(sequence - own.NextSequence);
        if (own.Phase == StreamPhase.Open && distance > 0)
        {
            GiveUpHoles(flow, direction, own, own.Next + distance);
            return Data(flow, direction, own, flow.Half(Opposite(direction)), frame, packet, sequence);
        }

        if (!flow.IsOver && own.Phase == StreamPhase.Ended) { return Waypoint.SegmentOutside; }
        Reuse(flow, ref direction, frame, packet);
        Count(flow, direction, frame, packet);
        return Segment(flow, direction, flow.Half(direction), flow.Half(Opposite(direction)), frame, packet);
    }

    /// <summary>RFC 9293 3.10.7.4: a reset counts when it lies in the receiver's window; one from anywhere else was made up and is passed over.</summary>
    private static Waypoint Reset(Flow flow, Direction direction, HalfStream own, HalfStream peer, in DecodedPacket packet)
    {
        bool accepted;
        if (own.Phase >= StreamPhase.Open)
        {
            long ahead = Math.Max(own.Acked - own.Next, own.Queue is null ? 0 : own.Queue.End - own.Next);
            if (own.HasFin) { ahead = Math.Max(ahead, own.Fin - own.Next + 1); }
            // Without the opening the shift is unknown: the one that most systems use is taken.
            long window = !peer.WindowSeen ? 65535L << 7 : (long)peer.Window << (peer.ScaleSeen && own.ScaleSeen ? peer.Scale : peer.HasSyn && own.HasSyn ? 0 : 7);
            int distance = (int)(packet.Sequence - own.NextSequence);
            accepted = distance >= 0 && distance <= Math.Max(ahead, 0) + window;
        }
        else
        {
            // The sender's numbers are unknown, so what it acknowledges must fit (RFC 9293 3.10.7.3).
            accepted = (packet.Flags & TcpFlags.Ack) == TcpFlags.None || peer.Phase < StreamPhase.Open || Math.Abs((long)(int)(packet.Acknowledgement - peer.NextSequence)) <= 65535L << 7;
        }

        if (!accepted) { return Waypoint.SegmentOutside; }
        flow.Conversation.CountersOf(direction).ResetSeen = true;
        // The streams end when nothing more follows: a reset that the receiver did not believe must not cost bytes that it did read.
        flow.IsReset = true;
        flow.ResetBy = direction;
        return Waypoint.SegmentEmpty;
    }
}
