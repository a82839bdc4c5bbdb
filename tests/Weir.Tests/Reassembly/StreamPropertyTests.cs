using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Tests.Reassembly;

/// <summary>Streams that are cut, shuffled, repeated, overlapped, wrapped and joined in their middle at random come out as they went in; what was lost is a gap in its place.</summary>
public class StreamPropertyTests
{
    private const int Window = 12;

    [Fact]
    public void A_disturbed_stream_reassembles_to_itself()
    {
        for (int seed = 1; seed <= 400; seed++)
        {
            var random = new Random(seed);
            Case c = Case.Make(random, lossy: false);
            ChunkRecorder chunks = Run(c, random, out Balance balance);
            RecordedStream stream = Only(chunks);
            stream.Bytes.ShouldBe(c.Bytes, $"seed {seed}");
            stream.Gaps.ShouldBeEmpty($"seed {seed}");
            balance.Holds.ShouldBeTrue();
            balance[Waypoint.BytesConflicting].ShouldBe(0);
        }
    }

    [Fact]
    public void Lost_segments_are_gaps_exactly_where_they_were_and_no_byte_is_invented()
    {
        for (int seed = 1; seed <= 400; seed++)
        {
            var random = new Random(seed);
            Case c = Case.Make(random, lossy: true);
            ChunkRecorder chunks = Run(c, random, out _);
            RecordedStream stream = Only(chunks);
            foreach ((long offset, byte[] bytes, _, _) in stream.Pieces)
            {
                bytes.ShouldBe(c.Bytes[(int)(offset + c.Start)..(int)(offset + c.Start + bytes.Length)], $"seed {seed}");
            }

            bool[] missing = new bool[c.Bytes.Length];
            foreach ((long offset, long length) in stream.Gaps) { missing.AsSpan((int)(offset + c.Start), (int)length).Fill(true); }
            missing[c.Start..].ShouldBe(c.Lost[c.Start..], $"seed {seed}");
            (stream.Next + c.Start).ShouldBe(c.Bytes.Length, $"seed {seed}");
        }
    }

    private static RecordedStream Only(ChunkRecorder chunks)
    {
        RecordedStream stream = chunks.Streams.Values.ShouldHaveSingleItem();
        stream.End.ShouldNotBe(StreamEnd.None);
        return stream;
    }

    private static ChunkRecorder Run(Case c, Random random, out Balance balance)
    {
        var options = new ReassemblyOptions { ReorderPackets = 8 * Window, StartPackets = 4 * Window, ReorderTime = TimeSpan.FromSeconds(5), StartTime = TimeSpan.FromSeconds(5) };
        var both = new RunPair(options, c.Bytes.Length);
        PacketReassembler<ChunkRecorder> reassembler = both.Single;
        balance = both.Balance;
        DecodedPacket packet = new()
        {
            IpVersion = 4, Protocol = IpProtocols.Tcp, HasTransport = true, SourcePort = 40000, DestinationPort = 80,
            Source = Scenario.ClientIp, Destination = Scenario.ServerIp, Window = 65535,
        };
        DecodedPacket answer = packet with { Source = Scenario.ServerIp, Destination = Scenario.ClientIp, SourcePort = 80, DestinationPort = 40000, Flags = TcpFlags.Ack, Sequence = 77 };
        long time = 1_000_000_000;
        long number = 0;
        void Take(ReadOnlySpan<byte> payload, in DecodedPacket what)
        {
            time += random.Next(0, 2_000_000);
            both.Accept(new Frame(payload, Scenario.Point, ++number, time, payload.Length), what);
        }

        if (!c.MidStream)
        {
            packet.Flags = TcpFlags.Syn;
            packet.Sequence = c.Isn;
            Take([], packet);
        }

        int acked = 0;
        foreach ((int begin, int end, bool fin) in c.Segments)
        {
            packet.Flags = fin ? TcpFlags.Fin | TcpFlags.Ack : TcpFlags.Ack;
            packet.Sequence = c.Isn + 1 + (uint)begin;
            packet.PayloadLength = end - begin;
            Take(c.Bytes.AsSpan(begin, end - begin), packet);
            if (random.Next(3) == 0)
            {
                // The receiver lost nothing: it acknowledges up to some byte that was sent, lost to the capture or not.
                acked = Math.Max(acked, Math.Min(begin, end - random.Next(end - begin + 1)));
                answer.Acknowledgement = c.Isn + 1 + (uint)acked;
                Take([], answer);
            }
        }

        both.Complete(Scenario.Point);
        reassembler.BytesHeld.ShouldBe(0);
        return reassembler.Sink;
    }

    /// <summary>A stream and the segments in the order in which a capture shows them.</summary>
    private sealed class Case
    {
        public required byte[] Bytes { get; init; }
        public required bool[] Lost { get; init; }
        public required uint Isn { get; init; }
        public required bool MidStream { get; init; }

        /// <summary>The first byte that was captured when the opening was not.</summary>
        public int Start { get; private set; }

        public List<(int Begin, int End, bool Fin)> Segments { get; } = [];

        public static Case Make(Random random, bool lossy)
        {
            byte[] bytes = new byte[random.Next(1, 20_000)];
            random.NextBytes(bytes);
            Case c = new()
            {
                Bytes = bytes,
                Lost = new bool[bytes.Length],
                Isn = random.Next(2) == 0 ? (uint)random.NextInt64(uint.MaxValue) : uint.MaxValue - (uint)random.Next(bytes.Length + 2),
                MidStream = random.Next(3) == 0,
            };
            int most = random.Next(2, 1500);
            List<(int Begin, int End, bool Fin)> segments = [];
            for (int at = 0; at < bytes.Length;)
            {
                int end = Math.Min(bytes.Length, at + random.Next(2, most + 1));
                // A single byte at the end would look like a keep-alive when it is repeated.
                if (bytes.Length - end == 1) { end = bytes.Length; }
                bool last = end == bytes.Length;
                if (lossy && !last && random.Next(10) == 0) { Array.Fill(c.Lost, true, at, end - at); }
                else { segments.Add((at, end, last)); }
                at = end;
            }

            foreach ((int begin, int end, bool fin) in segments.ToArray())
            {
                if (lossy || fin || random.Next(5) != 0) { continue; }
                // Sent again with other borders.
                int from = Math.Max(0, begin - random.Next(most));
                int to = Math.Min(bytes.Length - 1, end + random.Next(most));
                if (to - from > 1) { segments.Insert(segments.IndexOf((begin, end, fin)) + random.Next(2), (from, to, false)); }
            }

            // Shuffled within a window: each place takes one of the next few.
            while (segments.Count > 0)
            {
                int pick = random.Next(Math.Min(Window, segments.Count));
                if (random.Next(2) == 0) { pick = 0; }
                c.Segments.Add(segments[pick]);
                segments.RemoveAt(pick);
            }

            if (c.MidStream) { c.Start = c.Segments.Min(s => s.Begin); }
            return c;
        }
    }
}
