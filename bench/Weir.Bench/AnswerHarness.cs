using System.Buffers.Binary;
using System.Net.Sockets;
using Weir.Wire.OpenFlow;

namespace Weir.Bench;

/// <summary>
/// The least that a controller can do, so that the switch is what limits: answers every packet by the same two messages, a flow for its ports and the packet back. <c>answer PATH</c> waits for one switch at a Unix socket and ends with it.
/// </summary>
internal static class AnswerHarness
{
    private const int DataAt = 18, PortsAt = 34, MatchPortsAt = 44;

    public static void Run(string path)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Console.WriteLine("ready");
        using Socket socket = listener.Accept();
        socket.Send(new HelloMessage(1, 0).Encode(OpenFlowVersion.OpenFlow10));
        socket.Send(new SimpleMessage(OpenFlowType.FeaturesRequest).Encode(OpenFlowVersion.OpenFlow10));
        byte[] flow = NewFlow(), output = new PacketOut { InPort = 1, Actions = [new OutputAction(2)] }.Encode(OpenFlowVersion.OpenFlow10);
        byte[] received = new byte[1 << 17], answers = new byte[1 << 20];
        int filled = 0, length = 0;
        for (int read; (read = socket.Receive(received.AsSpan(filled))) > 0;)
        {
            filled += read;
            int at = 0;
            while (filled - at >= OpenFlowHeader.Size && BinaryPrimitives.ReadUInt16BigEndian(received.AsSpan(at + 2)) is var size && filled - at >= size)
            {
                ReadOnlySpan<byte> message = received.AsSpan(at, size);
                at += size;
                if (message[1] == 2) { socket.Send([message[0], 3, .. message[2..]]); }
                if (message[1] != 10) { continue; }
                message.Slice(DataAt + PortsAt, 4).CopyTo(flow.AsSpan(MatchPortsAt));
                flow.CopyTo(answers, length);
                length += flow.Length;
                output.CopyTo(answers, length);
                BinaryPrimitives.WriteUInt16BigEndian(answers.AsSpan(length + 2), (ushort)(output.Length + size - DataAt));
                message[DataAt..].CopyTo(answers.AsSpan(length + output.Length));
                length += output.Length + size - DataAt;
            }

            received.AsSpan(at, filled - at).CopyTo(received);
            filled -= at;
            if (length > 0) { socket.Send(answers.AsSpan(0, length)); }
            length = 0;
        }
    }

    private static byte[] NewFlow() => new FlowMod
    {
        Command = FlowModCommand.Add, IdleTimeout = 60, Instructions = FlowInstruction.Apply([new OutputAction(2)]),
        Match = new FlowMatch([
            new MatchField(OxmField.InPort, 1), new MatchField(OxmField.EthernetDestination, 2), new MatchField(OxmField.EthernetSource, 1), new MatchField(OxmField.EtherType, 0x800), new MatchField(OxmField.IpProtocol, 17),
            new MatchField(OxmField.IPv4Source, 0x0a600001), new MatchField(OxmField.IPv4Destination, 0x0a600002), new MatchField(OxmField.UdpSource, 1), new MatchField(OxmField.UdpDestination, 1),
        ]),
    }.Encode(OpenFlowVersion.OpenFlow10);
}
