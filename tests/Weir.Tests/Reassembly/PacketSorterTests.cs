using Weir.Reassembly;
using Weir.Wire.Frames;

namespace Weir.Tests.Reassembly;

/// <summary>Frames of a conversation come out in the order of their streams, each byte once.</summary>
public class PacketSorterTests
{
    private const TcpFlags FinAck = TcpFlags.Fin | TcpFlags.Ack;

    [Fact]
    public void Data_is_ordered_by_sequence_and_repetitions_are_left_out()
    {
        var s = new Sorting(skipEmpty: true);
        s.Client(-1, flags: TcpFlags.Syn);
        s.Client(3, "def");
        s.Client(0, "abc");
        s.Client(0, "abc");
        s.Client(2, "cdefgh");
        s.Server(0, "answer", acknowledge: 8);
        s.Client(8);
        s.Complete();
        s.Payloads.ShouldBe(["abc", "def", "cdefgh", "answer"]);
        s.Balance.Holds.ShouldBeTrue();
        s.Sorter.BytesHeld.ShouldBe(0);
        s.Completed.ShouldBe(1);
    }

    [Fact]
    public void Empty_segments_keep_their_places_and_a_FIN_comes_after_the_data_before_it()
    {
        var s = new Sorting(skipEmpty: false);
        s.Client(-1, flags: TcpFlags.Syn);
        s.Server(-1, flags: TcpFlags.Syn | TcpFlags.Ack);
        s.Client(0);
        s.Client(6, flags: FinAck);
        s.Client(3, "def");
        s.Client(0, "abc");
        s.Server(0, acknowledge: 7);
        s.Complete();
        s.Numbers.ShouldBe([1, 2, 3, 6, 5, 4, 7]);
    }

    [Fact]
    public void A_hole_that_is_never_filled_holds_nothing_back_in_the_end()
    {
        var s = new Sorting(skipEmpty: true);
        s.Client(-1, flags: TcpFlags.Syn);
        s.Client(0, "abc");
        s.Client(9, "jkl");
        s.Client(6, "ghi");
        s.Complete();
        s.Payloads.ShouldBe(["abc", "ghi", "jkl"]);
    }

    [Fact]
    public void Ports_used_again_are_another_conversation()
    {
        var s = new Sorting(skipEmpty: false);
        s.Client(-1, flags: TcpFlags.Syn);
        s.Client(5, "late");
        s.Client(70_000_000, flags: TcpFlags.Syn);
        s.Client(70_000_001, "new");
        s.Complete();
        s.Completed.ShouldBe(2);
        s.ByConversation.Values.Select(list => string.Join(',', list)).ShouldBe(["1,2", "3,4"]);
    }

    [Fact]
    public void A_disturbed_stream_is_sorted_whatever_the_disturbance()
    {
        for (int seed = 1; seed <= 100; seed++)
        {
            var random = new Random(seed);
            var s = new Sorting(skipEmpty: true);
            s.Client(-1, flags: TcpFlags.Syn);
            int[] order = [.. Enumerable.Range(0, 200)];
            for (int i = 0; i + 8 <= order.Length; i += 4) { random.Shuffle(order.AsSpan(i, 8)); }
            foreach (int part in order)
            {
                s.Client(part * 3, $"{part:000}");
                if (random.Next(4) == 0) { s.Client(part * 3, $"{part:000}"); }
            }

            s.Complete();
            string.Concat(s.Payloads).ShouldBe(string.Concat(Enumerable.Range(0, 200).Select(i => $"{i:000}")), $"seed {seed}");
            s.Sorter.BytesHeld.ShouldBe(0);
        }
    }

    /// <summary>The packets of a <see cref="Scenario"/> through a sorter.</summary>
    private sealed class Sorting : ISortedFrameSink
    {
        private readonly Scenario _frames = new();
        private long _number;

        public Sorting(bool skipEmpty) => Sorter = new PacketSorter(this, new ReassemblyOptions(), skipEmpty, Balance);

        public Balance Balance { get; } = new();
        public PacketSorter Sorter { get; }
        public List<string> Payloads { get; } = [];
        public List<long> Numbers { get; } = [];
        public Dictionary<Conversation, List<long>> ByConversation { get; } = [];
        public int Completed { get; private set; }

        public void Client(long sequence, string data = "", TcpFlags flags = TcpFlags.Ack, long acknowledge = 0) =>
            Take(_frames.ClientFrame(sequence, System.Text.Encoding.Latin1.GetBytes(data), flags, acknowledge));

        public void Server(long sequence, string data = "", TcpFlags flags = TcpFlags.Ack, long acknowledge = 0) =>
            Take(_frames.ServerFrame(sequence, System.Text.Encoding.Latin1.GetBytes(data), flags, acknowledge));

        public void Complete() => Sorter.Complete();

        public void Accept(Conversation conversation, in Frame frame)
        {
            DecodedPacket packet = default;
            PacketDecoder.Decode(frame.Bytes, LinkType.Ethernet, ref packet);
            Payloads.Add(System.Text.Encoding.Latin1.GetString(frame.Bytes.Slice(packet.PayloadOffset, packet.PayloadLength)));
            Numbers.Add(frame.Number);
            if (!ByConversation.TryGetValue(conversation, out List<long>? list)) { ByConversation.Add(conversation, list = []); }
            list.Add(frame.Number);
        }

        void ISortedFrameSink.Complete(Conversation conversation) => Completed++;

        private void Take(byte[] frame)
        {
            DecodedPacket packet = default;
            PacketDecoder.Decode(frame, LinkType.Ethernet, ref packet);
            _number++;
            Sorter.Accept(new Frame(frame, Scenario.Point, _number, _number * 1_000_000, frame.Length), packet);
        }
    }
}
