using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Weir.Platform;
using Weir.Wire.Frames;

namespace Weir.Bench;

/// <summary>Frames of 64 bytes of ever new flows out of an interface, for <c>compare/switch.sh</c>: <c>flows INTERFACE DESTINATION-MAC RATE SECONDS FIRST</c>; a rate of 0 is as fast as it goes, and another first port makes other flows. Prints how many were sent.</summary>
internal static unsafe class FlowSource
{
    private const int Length = 60, Batch = 32, PortsAt = 34;

    public static void Run(string[] arguments)
    {
        double rate = double.Parse(arguments[2], CultureInfo.InvariantCulture), seconds = double.Parse(arguments[3], CultureInfo.InvariantCulture);
        int first = int.Parse(arguments[4], CultureInfo.InvariantCulture);
        using PacketSender sender = PacketSender.Open(arguments[0], bypassQueue: false, offload: false);
        byte[] frames = GC.AllocateArray<byte>(Batch * Length, pinned: true);
        byte[] model = Frame(Parse(File.ReadAllText($"/sys/class/net/{arguments[0]}/address").Trim()), Parse(arguments[1]));
        for (int i = 0; i < Batch; i++) { model.CopyTo(frames, i * Length); }
        PacketMemory* memory = stackalloc PacketMemory[Batch];
        PacketMessage* messages = stackalloc PacketMessage[Batch];
        fixed (byte* bytes = frames)
        {
            for (int i = 0; i < Batch; i++)
            {
                memory[i] = new PacketMemory(bytes + (i * Length), Length);
                messages[i] = new PacketMessage(memory + i);
            }

            long begin = Stopwatch.GetTimestamp(), count = 0;
            while (Stopwatch.GetElapsedTime(begin).TotalSeconds is var now && now < seconds)
            {
                if (rate > 0 && count > now * rate)
                {
                    PreciseSleep.Until(MachineClock.Instance.GetTimestamp() + 50_000);
                    continue;
                }

                for (int i = 0; i < Batch; i++)
                {
                    BinaryPrimitives.WriteUInt16BigEndian(frames.AsSpan((i * Length) + PortsAt), (ushort)(1024 + ((count + i) % 60_000)));
                    BinaryPrimitives.WriteUInt16BigEndian(frames.AsSpan((i * Length) + PortsAt + 2), (ushort)(first + ((count + i) / 60_000)));
                }

                count += Math.Max(0, sender.Send(messages, Batch));
            }

            Console.WriteLine(count);
        }
    }

    private static MacAddress Parse(string text) => MacAddress.TryParse(text, out MacAddress address) ? address : throw new WeirException($"'{text}' is no hardware address");

    // A datagram without a checksum from 10.96.0.1 to 10.96.0.2.
    private static byte[] Frame(MacAddress from, MacAddress to)
    {
        byte[] frame = new byte[Length];
        to.CopyTo(frame);
        from.CopyTo(frame.AsSpan(6));
        Convert.FromHexString("08004500002e00010000401100000a6000010a600002").CopyTo(frame, 12);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(24), InternetChecksum.Compute(frame.AsSpan(14, 20)));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(38), 26);
        return frame;
    }
}
