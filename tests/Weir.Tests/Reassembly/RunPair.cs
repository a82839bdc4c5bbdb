using System.Globalization;
using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Tests.Reassembly;

/// <summary>Two reassemblers that get the same packets of one point, one by one and many at once, in runs of random lengths: they must tell the same.</summary>
internal sealed class RunPair(ReassemblyOptions options, int seed)
{
    private readonly Random _random = new(seed);
    private readonly Balance _single = new();
    private readonly Balance _many = new();
    private readonly List<FrameEntry> _entries = [];
    private readonly List<DecodedPacket> _packets = [];
    private readonly List<byte> _bytes = [];
    private PacketReassembler<ChunkRecorder>? _singly;
    private PacketReassembler<ChunkRecorder>? _runs;
    private long _taken;
    private int _runLength = 1;

    public PacketReassembler<ChunkRecorder> Single => _singly ??= new(new ChunkRecorder(), options with { KeepConversations = true }, _single);

    public Balance Balance => _single;

    private PacketReassembler<ChunkRecorder> Many => _runs ??= new(new ChunkRecorder(), options with { KeepConversations = true }, _many);

    public void Accept(in Frame frame, in DecodedPacket packet)
    {
        Single.Accept(frame, packet);
        _entries.Add(new FrameEntry { Offset = _bytes.Count, CapturedLength = frame.Bytes.Length, OriginalLength = frame.OriginalLength, Time = frame.Time });
        _packets.Add(packet);
        _bytes.AddRange(frame.Bytes);
        if (_entries.Count >= _runLength) { EndRun(frame.Point); }
    }

    /// <summary>Ends both, and compares all that they told.</summary>
    public void Complete(CapturePoint point)
    {
        EndRun(point);
        Single.Complete();
        Many.Complete();
        Told(Many).ShouldBe(Told(Single), $"seed {seed}");
        foreach (Waypoint waypoint in Enum.GetValues<Waypoint>()) { _many[waypoint].ShouldBe(_single[waypoint], $"seed {seed}: {waypoint}"); }
    }

    private void EndRun(CapturePoint point)
    {
        if (_entries.Count == 0) { return; }
        Many.Accept(new FrameRun(_bytes.ToArray(), _entries.ToArray(), point, _taken + 1), _packets.ToArray());
        _taken += _entries.Count;
        _entries.Clear();
        _packets.Clear();
        _bytes.Clear();
        _runLength = _random.Next(1, PacketReassembler<ChunkRecorder>.Window + 1);
    }

    private static List<string> Told(PacketReassembler<ChunkRecorder> reassembler)
    {
        List<string> told = [];
        foreach (Conversation one in reassembler.Conversations)
        {
            foreach (Direction direction in (Direction[])[Direction.ClientToServer, Direction.ServerToClient])
            {
                ConversationCounters c = one.Counters(direction);
                RecordedStream stream = reassembler.Sink[one, direction];
                told.Add(string.Create(CultureInfo.InvariantCulture, $"{one} {one.FirstFrame} {one.Outcome} {one.RoundTrip} {direction}: {c.Packets} packets {c.Bytes} {c.PayloadBytes} bytes {c.FirstTime} to {c.LastTime}, gaps {c.Gaps} {c.MissingBytes}"));
                told.Add(string.Create(CultureInfo.InvariantCulture, $" again {c.RetransmittedSegments} {c.RetransmittedBytes} {c.ConflictingBytes} early {c.OutOfOrder} {c.SynSeen} {c.FinSeen} {c.ResetSeen} {c.End} at {stream.Next} {stream.End} {stream.StartsMidStream}"));
                told.AddRange(stream.Gaps.Select(gap => $" gap {gap}"));
                foreach ((long offset, byte[] bytes, long frame, long time) in stream.Pieces)
                {
                    HashCode hash = default;
                    hash.AddBytes(bytes);
                    told.Add(string.Create(CultureInfo.InvariantCulture, $" {offset} {bytes.Length} {frame} {time} {hash.ToHashCode()}"));
                }
            }
        }

        return told;
    }
}
