using System.Runtime.CompilerServices;
using Weir.Wire.Frames;

namespace Weir.Reassembly;

/// <content>What each direction carried.</content>
public sealed partial class PacketReassembler<TSink>
{
    /// <summary>Brings the conversation's counters up to date with what was counted in the lane.</summary>
    private static void Flush(Flow flow, Direction direction)
    {
        ref StreamLane lane = ref flow.Lane(direction);
        ref StreamRest rest = ref flow.Rest(direction);
        if (lane.Packets == 0 && rest.OutOfOrder == 0) { return; }
        ref ConversationCounters counters = ref flow.Conversation.CountersOf(direction);
        counters.Packets += lane.Packets;
        counters.Bytes += lane.Bytes;
        counters.PayloadBytes += lane.PayloadBytes;
        counters.LastTime = Math.Max(counters.LastTime, lane.LastTime);
        counters.OutOfOrder += rest.OutOfOrder;
        lane.Packets = 0;
        lane.Bytes = 0;
        lane.PayloadBytes = 0;
        rest.OutOfOrder = 0;
    }

    /// <summary>Counts a packet: with payload in the lane, which is at hand; any other at once, so that a conversation that only shows it is alive does so in time.</summary>
    private static void Count(Flow flow, Direction direction, in Frame frame, in DecodedPacket packet)
    {
        ref StreamLane lane = ref flow.Lane(direction);
        bool isFirst = (lane.Marks & StreamMarks.Counted) == StreamMarks.None;
        lane.Marks |= StreamMarks.Counted;
        if (isFirst)
        {
            ref ConversationCounters counters = ref flow.Conversation.CountersOf(direction);
            counters.FirstTime = frame.Time;
            counters.LastTime = frame.Time;
            lane.LastTime = frame.Time;
        }

        Count(flow, direction, ref lane, packet, frame.OriginalLength, frame.Time);
        if (isFirst || packet.PayloadLength == 0) { Flush(flow, direction); }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Count(Flow flow, Direction direction, ref StreamLane lane, in DecodedPacket packet, int originalLength, long time)
    {
        lane.Packets++;
        lane.Bytes += (uint)originalLength;
        lane.PayloadBytes += (uint)packet.PayloadLength;
        if (time > lane.LastTime) { lane.LastTime = time; }
        if ((lane.Packets | lane.Bytes | lane.PayloadBytes) >= StreamLane.Full) { Flush(flow, direction); }
    }
}
