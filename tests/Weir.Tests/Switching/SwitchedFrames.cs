using System.Buffers.Binary;
using System.Globalization;

namespace Weir.Tests.Switching;

/// <summary>Frames of every kind that a switch tells apart, by a seed: tags, ARP, IPv4 with options and fragments, IPv6 with extension headers, transports, and each of them cut off anywhere.</summary>
internal sealed class SwitchedFrames(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>The next one, behind the ten zero bytes of the kernel's header, and what it is in words.</summary>
    public (byte[] HeaderAndFrame, string What) Next()
    {
        var bytes = new List<byte>();
        string what = "";
        bytes.AddRange(Bytes(12));
        // Nobody's group address, so that no kernel answers it.
        (bytes[0], bytes[6]) = (0x02, 0x02);
        int tags = Pick(0, 0, 1, 1, 2);
        for (int i = 0; i < tags; i++)
        {
            bool provider = i == 0 && _random.Next(3) == 0;
            Add16(bytes, provider ? 0x88a8 : 0x8100);
            Add16(bytes, (ushort)_random.Next(0, 0x10000));
            what += provider ? "provider tag, " : "tag, ";
        }

        int least = bytes.Count + 2 + (tags > 0 ? 4 : 0);
        switch (_random.Next(8))
        {
            case 0: what += Arp(bytes); break;
            case 1: what += Other(bytes); break;
            case <= 4: what += IPv4(bytes); break;
            default: what += IPv6(bytes); break;
        }

        // A tag without what it is about the kernel drops before any program sees it.
        while (bytes.Count < least) { bytes.Add(0); }
        int length = bytes.Count;
        if (_random.Next(5) == 0 && length > least)
        {
            length = _random.Next(least, length);
            what += string.Create(CultureInfo.InvariantCulture, $", cut to {length}");
        }

        return ([.. new byte[10], .. bytes.Take(Math.Max(length, 14))], what);
    }

    private string Arp(List<byte> bytes)
    {
        Add16(bytes, 0x0806);
        bytes.AddRange([0, 1, 8, 0, 6, 4, 0, (byte)_random.Next(1, 3), .. Bytes(20)]);
        return "ARP";
    }

    private string Other(List<byte> bytes)
    {
        Add16(bytes, Pick(0x0026, 0x88cc, 0x8847, 0x88b5));
        bytes.AddRange(Bytes(_random.Next(0, 40)));
        return "another protocol";
    }

    private string IPv4(List<byte> bytes)
    {
        Add16(bytes, 0x0800);
        int words = _random.Next(3) == 0 ? _random.Next(6, 16) : 5, fragment = Pick(0, 0, 0, 0x2000, 0x2005, 0x00b9, 0x4000);
        byte protocol = (byte)Pick(1, 6, 6, 17, 17, 132, 58, 47);
        byte[] header = [(byte)(0x40 | words), .. Bytes(1), 0, 0, .. Bytes(2), (byte)(fragment >> 8), (byte)fragment, 64, protocol, .. Bytes(2), 10, .. Bytes(3), 10, .. Bytes(3), .. Bytes((words - 5) * 4)];
        byte[] payload = Bytes(_random.Next(0, 30));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(header.Length + payload.Length));
        bytes.AddRange(header);
        bytes.AddRange(payload);
        return string.Create(CultureInfo.InvariantCulture, $"IPv4 of {words} words, fragment field 0x{fragment:x4}, protocol {protocol}, {payload.Length} bytes");
    }

    private string IPv6(List<byte> bytes)
    {
        Add16(bytes, 0x86dd);
        List<byte> payload = [.. Bytes(_random.Next(0, 30))];
        int next = Pick(6, 6, 17, 17, 58, 132, 59), count = Pick(0, 0, 0, 1, 2, 3);
        string what = "";
        for (int i = 0; i < count; i++)
        {
            int kind = Pick(0, 43, 44, 60), words = kind == 44 ? 0 : _random.Next(0, 3), offset = Pick(0, 1, 8, 0x00b9);
            byte[] header = [(byte)next, (byte)words, .. kind == 44 ? [(byte)(offset >> 8), (byte)offset, .. Bytes(4)] : Bytes(6 + (8 * words))];
            payload.InsertRange(0, header);
            next = kind;
            what += string.Create(CultureInfo.InvariantCulture, $" header {kind}");
        }

        bytes.AddRange([(byte)(0x60 | _random.Next(16)), .. Bytes(3), (byte)(payload.Count >> 8), (byte)payload.Count, (byte)next, 64, 0xfd, .. Bytes(15), 0xfd, .. Bytes(15), .. payload]);
        return string.Create(CultureInfo.InvariantCulture, $"IPv6{what}, first {next}");
    }

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private int Pick(params ReadOnlySpan<int> values) => values[_random.Next(values.Length)];

    private static void Add16(List<byte> bytes, int value) => bytes.AddRange([(byte)(value >> 8), (byte)value]);
}
