using Weir.Capture;
using Weir.Decoding;
using Weir.Reassembly;
using Weir.Tests.Decoding;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;
using Weir.Wire.Frames;

namespace Weir.Tests.Fuzz;

/// <summary>The stages behind the decoders: whole captures through reassembly and decoding, and streams of sessions with gaps.</summary>
internal static class StreamTargets
{
    /// <summary>Captures with an HTTP exchange and DNS messages, out of order and in fragments, through all stages: each packet is counted where it ended.</summary>
    public static FuzzTarget Path()
    {
        DecodingOptions decoding = new() { JoinBlocks = 1 << 10 };
        ReassemblyOptions reassembly = new() { HashSeed = 1, Conversations = 64, BytesInAll = 1 << 20, BytesPerDirection = 1 << 18, SegmentsPerDirection = 64, Datagrams = 16, FragmentBytes = 1 << 20 };
        return new FuzzTarget("path", [Exchange(reordered: false), Exchange(reordered: true)], input =>
        {
            Balance balance = new();
            DecodingStage stage = new(decoding, new MessageCounter(), balance);
            PacketReassembler<DecodingStage> reassembler = new(stage, reassembly, balance);
            long packets = 0;
            try
            {
                using CaptureReader reader = CaptureReader.Open(new MemoryStream(input, writable: false), "input", new CaptureReaderOptions { BufferSize = 4096 });
                DecodedPacket packet = default;
                for (; reader.TryRead(out Frame frame); packets++)
                {
                    PacketDecoder.Decode(frame.Bytes, frame.Point.LinkType, ref packet);
                    reassembler.Accept(frame, packet);
                }
            }
            catch (WeirException)
            {
                // No capture at all.
            }

            reassembler.Complete();
            stage.Complete();
            Promise.Holds(balance[Waypoint.Captured] == packets && balance.Holds, "packets in are packets accounted for");
            Promise.Holds(reassembler.BytesHeld == 0, "nothing is held after the end");
        }, length => (8L << 20) + (length * 1024L));
    }

    /// <summary>Both directions of an encrypted session whose secret is known: the first two bytes tell where a gap lies and how the stream is cut into pieces.</summary>
    public static FuzzTarget Rlpx()
    {
        RlpxScene scene = new RlpxScene().Talk(6);
        SecretStore store = scene.Store();
        byte[] toClient = scene.Stream(Direction.ServerToClient);
        return new FuzzTarget("rlpx-streams", [[0, 0, .. scene.Stream(Direction.ClientToServer)], [3, 40, .. scene.Stream(Direction.ClientToServer)]], input =>
        {
            if (input.Length < 2) { return; }
            byte[] toServer = input[2..];
            StreamFeeder feeder = new(new DecodingOptions { Secrets = store, JoinBlocks = 1 << 10 });
            int at = Math.Min(input[0] * 16, toServer.Length);
            feeder.DataWithGap(Direction.ClientToServer, toServer, at, Math.Min(input[1] % 64, toServer.Length - at), 1 + (input[1] * 8));
            feeder.Data(Direction.ServerToClient, toClient).End(Direction.ServerToClient, StreamEnd.Closed).End(Direction.ClientToServer, StreamEnd.Closed);
            feeder.Complete();
            Promise.Holds(feeder.Sink.Messages.All(message => message.Kind.Length > 0), "each message has a kind");
        }, length => (24L << 20) + (length * 1024L));
    }

    private static byte[] Exchange(bool reordered)
    {
        IpAddress client = IpAddress.FromIPv4(0x0a000001);
        IpAddress server = IpAddress.FromIPv4(0x0a000002);
        byte[] request = "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n"u8.ToArray();
        byte[] answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"u8.ToArray();
        byte[] question = Convert.FromHexString("abcd010000010000000000000765786d616d706c65036f72670000010001");
        FrameBuilder Up(uint sequence, TcpFlags flags) => new FrameBuilder().Ethernet().IPv4(client, server).Tcp(40000, 80, sequence, 501, flags);
        FrameBuilder Down(uint sequence, TcpFlags flags) => new FrameBuilder().Ethernet().IPv4(server, client).Tcp(80, 40000, sequence, 101, flags);
        byte[][] frames =
        [
            Up(100, TcpFlags.Syn).ToArray(), Down(500, TcpFlags.Syn | TcpFlags.Ack).ToArray(), Up(101, TcpFlags.Ack).Payload(request[..20]).ToArray(),
            Up(121, TcpFlags.Ack).Payload(request[20..]).ToArray(), Down(501, TcpFlags.Ack).Payload(answer[..30]).ToArray(), Down(531, TcpFlags.Ack).Payload(answer[30..]).ToArray(),
            new FrameBuilder().Ethernet().IPv4(client, server).Udp(40001, 53).Payload(question).ToArray(),
            new FrameBuilder().Ethernet().IPv4(client, server, identification: 7, moreFragments: true, protocol: 17).Payload([0x9c, 0x41, 0, 53, 0, 38, 0, 0, .. question[..8]]).ToArray(),
            new FrameBuilder().Ethernet().IPv4(client, server, identification: 7, fragmentOffset: 16, protocol: 17).Payload(question[8..]).ToArray(),
            Up((uint)(101 + request.Length), TcpFlags.Fin | TcpFlags.Ack).ToArray(), Down((uint)(501 + answer.Length), TcpFlags.Fin | TcpFlags.Ack).ToArray(),
        ];
        if (reordered) { (frames[2], frames[3], frames[4], frames[5], frames[7], frames[8]) = (frames[3], frames[2], frames[5], frames[4], frames[8], frames[7]); }
        using MemoryStream stream = new();
        CapturePoint point = new("p", "p.pcap", LinkType.Ethernet);
        using (CaptureWriter writer = CaptureWriter.Create(stream, new CaptureWriterOptions(), leaveOpen: true))
        {
            for (int i = 0; i < frames.Length; i++) { writer.Write(new Frame(frames[i], point, i + 1, 1_700_000_000_000_000_000 + (i * 1_000_000L), frames[i].Length)); }
        }

        return stream.ToArray();
    }

    /// <summary>Lets each message describe itself, and keeps none.</summary>
    private sealed class MessageCounter : IMessageSink
    {
        public void Accept(Message message)
        {
            if (message.Value is { } value) { SilentVisitor.Visit(value); }
        }

        public void Accept(in Doubt doubt)
        {
        }
    }
}
