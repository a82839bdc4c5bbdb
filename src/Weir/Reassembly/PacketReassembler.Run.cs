using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Wire.Frames;

namespace Weir.Reassembly;

/// <content>Many packets at once, and the next segment of an undisturbed stream: nearly every packet is one.</content>
public sealed partial class PacketReassembler<TSink>
{
    /// <summary>How many packets are looked at side by side: enough to hide the way to memory, few enough to stay in the nearest cache.</summary>
    internal const int Window = 32;

    private readonly FlowPlace[] _places = new FlowPlace[Window];

    /// <summary>
    /// Takes packets of one point that follow each other, at most <see cref="Window"/>, as <see cref="Accept(in Frame, in DecodedPacket)"/> takes one: what each will touch begins to be loaded while those
    /// before it are worked on.
    /// </summary>
    // Inlined it would use up what the compiler inlines in its caller at all.
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Accept(FrameRun run, ReadOnlySpan<DecodedPacket> packets)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(packets.Length, run.Count);
        Span<FlowPlace> places = _places.AsSpan(0, packets.Length);
        int point = PointIndex(run.Point);
        for (int i = 0; i < places.Length; i++)
        {
            ref FlowPlace place = ref places[i];
            if (!packets[i].HasTransport)
            {
                // This key matches none.
                place = default;
                continue;
            }

            Locate(point, in packets[i], ref place);
            _flows.FetchSlot(place.Hash);
        }

        foreach (ref FlowPlace place in places)
        {
            place.Guess = _flows.Guess(place.Hash);
            _flows.At(place.Guess)?.Fetch();
        }

        Take(run, packets, places);
    }

    private void Take(FrameRun run, ReadOnlySpan<DecodedPacket> packets, ReadOnlySpan<FlowPlace> places)
    {
        // All three are as long as the run; so said, their bounds are not looked at for each packet.
        ref FlowPlace place = ref MemoryMarshal.GetReference(places);
        ref DecodedPacket packet = ref MemoryMarshal.GetReference(packets);
        ref FrameEntry entry = ref MemoryMarshal.GetReference(run.Entries);
        int inOrder = 0;
        long delivered = 0;
        for (int i = 0; i < places.Length; i++, place = ref Unsafe.Add(ref place, 1), packet = ref Unsafe.Add(ref packet, 1), entry = ref Unsafe.Add(ref entry, 1))
        {
            GoOn(run.FirstNumber + i, entry.Time);
            if (_flows.At(place.Guess) is { } flow && flow.Key.Matches(place.Key))
            {
                Direction direction = flow.DirectionOf(place.FromHigh);
                if (IsPlain(flow, direction, packet) && _time - flow.LastTime <= _tcpIdle)
                {
                    flow.LastTime = entry.Time;
                    flow.LastPacket = _packets;
                    inOrder++;
                    delivered += packet.PayloadLength;
                    Continue(flow, direction, packet, run.Buffer.Slice(entry.Offset + packet.PayloadOffset, packet.PayloadLength), entry.OriginalLength, run.FirstNumber + i, entry.Time);
                    continue;
                }
            }

            Pass(run[i], packet, place);
        }

        _balance.Add(Waypoint.Captured, inOrder);
        _balance.Add(Waypoint.SegmentInOrder, inOrder);
        _balance.Add(Waypoint.BytesDelivered, delivered);
    }

    /// <summary>True for the next segment of an undisturbed stream that changes nothing but how far it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlain(Flow flow, Direction direction, in DecodedPacket packet)
    {
        ref StreamLane lane = ref flow.Lane(direction);
        return packet.Sequence == lane.NextSequence
            && packet.PayloadLength > 1
            && (lane.Marks & StreamMarks.Plain) != StreamMarks.None
            && ((uint)(packet.Flags & Controls) | (uint)packet.PayloadMissing) == 0
            && (int)(packet.Acknowledgement - flow.Lane(Opposite(direction)).NextSequence) <= 0
            && !(flow.Waiting | flow.IsReset);
    }

    /// <summary>Hands on a segment that <see cref="IsPlain"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Continue(Flow flow, Direction direction, in DecodedPacket packet, ReadOnlySpan<byte> payload, int originalLength, long number, long time)
    {
        ref StreamLane lane = ref flow.Lane(direction);
        lane.Window = packet.Window;
        Count(flow, direction, ref lane, packet, originalLength, time);
        Deliver(flow, direction, ref lane, payload, number, time);
    }
}
