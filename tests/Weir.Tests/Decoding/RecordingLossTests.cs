using Weir.Capture;
using Weir.Decoding;
using Weir.Reassembly;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;
using Weir.Wire.Frames;

namespace Weir.Tests.Decoding;

/// <summary>A real node's sessions with three packets in a hundred taken out: hardly more is missing than lost bytes, and nothing is made up.</summary>
public sealed class RecordingLossTests
{
    [Theory]
    [InlineData(1, "secrets")]
    [InlineData(2, "secrets-aes")]
    public void Three_packets_in_a_hundred_lost_take_hardly_more_frames_than_those_they_carried(int seed, string secrets)
    {
        string folder = Recordings.PathOf("klaytn", "healthy-1.8.4");
        string file = Path.Combine(folder, "cn2.pcap");
        string secretsFolder = Path.Combine(folder, secrets);
        MessageRecorder truth = Run(file, secretsFolder, static () => true, out _);
        truth.Messages.Count.ShouldBeGreaterThan(4000);
        truth.Doubts.ShouldBeEmpty();

        var random = new Random(seed);
        MessageRecorder lossy = Run(file, secretsFolder, () => random.Next(100) >= 3, out Dictionary<(FlowEnd, FlowEnd), List<long>> lost);

        int hit = truth.Messages.Count(message => lost.TryGetValue(Flow(message), out List<long>? numbers)
            && numbers.Exists(number => number >= message.Trail.FirstFrame && number <= message.Trail.LastFrame));
        hit.ShouldBeGreaterThan(100);
        lossy.Messages.Count.ShouldBeGreaterThanOrEqualTo(truth.Messages.Count - (hit * 11 / 10), $"seed {seed}: {truth.Messages.Count} frames, {hit} lost bytes, {lossy.Messages.Count} found");

        Dictionary<string, int> known = truth.Messages.GroupBy(Identity).ToDictionary(group => group.Key, group => group.Count());
        foreach (IGrouping<string, Message> group in lossy.Messages.GroupBy(Identity)) { group.Count().ShouldBeLessThanOrEqualTo(known.GetValueOrDefault(group.Key), $"seed {seed}: {group.Key}"); }

        // Every consensus message that is missing lies in an interval that is doubted.
        Dictionary<string, int> found = lossy.Messages.GroupBy(Identity).ToDictionary(group => group.Key, group => group.Count());
        int missing = 0;
        foreach (IGrouping<string, Message> group in truth.Messages.Where(message => message.Value is IbftMessage).GroupBy(Identity).Where(group => found.GetValueOrDefault(group.Key) == 0))
        {
            missing++;
            Message message = group.First();
            lossy.Doubts.ShouldContain(
                doubt => doubt.Conversation.Sender(doubt.Direction) == message.Conversation.Sender(message.Direction) && doubt.Conversation.Receiver(doubt.Direction) == message.Conversation.Receiver(message.Direction)
                    && doubt.From <= message.Time && message.Time <= doubt.To, $"seed {seed}: {group.Key} at {message.Time}");
        }

        missing.ShouldBeGreaterThan(10);
    }

    private static (FlowEnd, FlowEnd) Flow(Message message) => (message.Conversation.Sender(message.Direction), message.Conversation.Receiver(message.Direction));

    // What tells frames of a flow apart: a vote's hash, else its kind and length.
    private static string Identity(Message message) => $"{Flow(message)} {message.Kind} {message.Trail.Length} {(message.Value as IbftMessage)?.Hash}";

    private static MessageRecorder Run(string file, string secrets, Func<bool> keep, out Dictionary<(FlowEnd, FlowEnd), List<long>> lost)
    {
        var sink = new MessageRecorder();
        var balance = new Balance();
        var stage = new DecodingStage(new DecodingOptions { Secrets = SecretStore.Load(secrets) }, sink, balance);
        var reassembler = new PacketReassembler<StageSink>(new StageSink(stage), new ReassemblyOptions(), balance);
        var packet = default(DecodedPacket);
        lost = [];
        using CaptureReader reader = CaptureReader.Open(file);
        while (reader.TryRead(out Frame frame))
        {
            PacketDecoder.Decode(frame.Bytes, frame.Point.LinkType, ref packet);
            if (keep())
            {
                reassembler.Accept(in frame, in packet);
                continue;
            }

            (FlowEnd, FlowEnd) flow = (new FlowEnd(packet.Source, packet.SourcePort), new FlowEnd(packet.Destination, packet.DestinationPort));
            if (!lost.TryGetValue(flow, out List<long>? numbers)) { lost.Add(flow, numbers = []); }
            if (packet.PayloadLength > 0) { numbers.Add(frame.Number); }
        }

        reassembler.Complete();
        stage.Complete();
        balance.Holds.ShouldBeTrue();
        return sink;
    }

    private readonly struct StageSink(DecodingStage stage) : IChunkSink
    {
        public void Accept(in Chunk chunk) => stage.Accept(in chunk);
    }
}
