using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Weir.Wire.Frames;
using Weir.Wire.OpenFlow;

namespace Weir.Bench;

/// <summary>
/// The least that a switch can do, so that the controller is what limits, as cbench measures it: <c>ask PATH WAITING SECONDS</c> connects to a controller at a Unix socket and keeps so many packets of new flows waiting for an answer.
/// Prints how many a second were answered; a flow and the packet that comes back with it are one answer.
/// </summary>
internal static class AskHarness
{
    private const int HeaderLength = 18, PortsAt = HeaderLength + 34;
    private static readonly MacAddress s_left = new(0x02_00_00_00_00_01), s_right = new(0x02_00_00_00_00_02);

    public static void Run(string[] arguments)
    {
        int waiting = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        double seconds = double.Parse(arguments[2], CultureInfo.InvariantCulture);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(arguments[0]));
        socket.Send(new HelloMessage(1, 0).Encode(OpenFlowVersion.OpenFlow10));
        byte[] question = Packet(1, s_left, s_right), received = new byte[1 << 17], questions = new byte[waiting * question.Length];
        int filled = 0;
        long asked = 0, answered = 0, begin = 0;
        bool open = false;
        while (begin == 0 || Stopwatch.GetElapsedTime(begin).TotalSeconds < seconds)
        {
            int read = socket.Receive(received.AsSpan(filled));
            if (read == 0) { break; }
            filled += read;
            int at = 0;
            while (filled - at >= OpenFlowHeader.Size && BinaryPrimitives.ReadUInt16BigEndian(received.AsSpan(at + 2)) is var size && filled - at >= size)
            {
                ReadOnlySpan<byte> message = received.AsSpan(at, size);
                at += size;
                if (Reply(message) is { } reply) { socket.Send(reply); }
                if (message[1] == 18 || (message[1] == 9 && !open))
                {
                    // Ready: where the other address is, then the questions.
                    socket.Send(Packet(2, s_right, s_left));
                    open = true;

                    // Before its barrier a controller answers nothing.
                    asked = answered;
                }

                if (message[1] == 13) { answered++; }
            }

            received.AsSpan(at, filled - at).CopyTo(received);
            filled -= at;
            if (!open) { continue; }
            if (begin == 0) { (begin, answered) = (Stopwatch.GetTimestamp(), 0); }
            int length = 0;
            for (; asked - answered < waiting && length < questions.Length; asked++)
            {
                BinaryPrimitives.WriteUInt16BigEndian(question.AsSpan(PortsAt), (ushort)(1024 + (asked % 60_000)));
                BinaryPrimitives.WriteUInt16BigEndian(question.AsSpan(PortsAt + 2), (ushort)(2000 + (asked / 60_000)));
                question.CopyTo(questions, length);
                length += question.Length;
            }

            if (length > 0) { socket.Send(questions.AsSpan(0, length)); }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{answered / seconds:0} answers a second"));
    }

    private static byte[]? Reply(ReadOnlySpan<byte> message) => message[1] switch
    {
        2 => [message[0], 3, .. message[2..]],
        5 => With(message, new FeaturesReply
        {
            DatapathId = 1, Tables = 1, Capabilities = 7, Actions = 0xfff,
            Ports = [new PortDescription { Number = 1, Name = "p1", Address = s_left }, new PortDescription { Number = 2, Name = "p2", Address = s_right }],
        }),
        18 => With(message, new SimpleMessage(OpenFlowType.BarrierReply)),
        _ => null,
    };

    private static byte[] With(ReadOnlySpan<byte> request, OpenFlowMessage reply) => (reply with { TransactionId = BinaryPrimitives.ReadUInt32BigEndian(request[4..]) }).Encode(OpenFlowVersion.OpenFlow10);

    private static byte[] Packet(uint port, MacAddress from, MacAddress to)
    {
        byte[] frame = new byte[60];
        to.CopyTo(frame);
        from.CopyTo(frame.AsSpan(6));
        Convert.FromHexString(port == 1 ? "08004500002e00010000401100000a6000010a600002" : "08004500002e00010000401100000a6000020a600001").CopyTo(frame, 12);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(38), 26);
        return new PacketIn { TotalLength = 60, Match = new FlowMatch([new MatchField(OxmField.InPort, port)]), Data = frame }.Encode(OpenFlowVersion.OpenFlow10);
    }
}
