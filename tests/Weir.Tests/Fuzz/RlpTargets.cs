using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Fuzz;

/// <summary>The encodings below Ethereum's messages.</summary>
internal static class RlpTargets
{
    /// <summary>RLP has one form for each value, so whatever is accepted is what the writer would have written.</summary>
    public static FuzzTarget Rlp() => new("rlp", [.. MessageTargets.Payloads().Select(message => message.Payload)], input =>
    {
        RlpReader reader = new(input);
        RlpWriter copy = new();
        if (TryRewrite(ref reader, copy)) { Promise.Holds(copy.WrittenSpan.SequenceEqual(input), "what is accepted is canonical"); }
        reader = new(input);
        Promise.Holds(!reader.TryCount(out int count) || count <= input.Length, "items take bytes");
    }, length => 16_384 + (length * 64L));

    /// <summary>Snappy blocks; nothing is written outside the room that was given.</summary>
    public static FuzzTarget Snappy()
    {
        byte[] room = new byte[(1 << 16) + 64];
        byte[] text = [.. Enumerable.Range(0, 400).SelectMany(i => System.Text.Encoding.ASCII.GetBytes($"{{\"block\":{i},\"type\":\"prepare\"}}"))];
        byte[] noise = new byte[500];
        new Random(1).NextBytes(noise);
        byte[][] contents = [[], [1], new byte[5000], text, noise];
        return new FuzzTarget("snappy", [.. contents.Select(content => Weir.Wire.Ethereum.Snappy.Encode(content))], input =>
        {
            int size = input.Length == 0 ? 0 : (input[0] * 257) % (1 << 16);
            if (Weir.Wire.Ethereum.Snappy.TryGetLength(input, out int claimed)) { Promise.Holds(claimed is >= 0 and <= Weir.Wire.Ethereum.Snappy.MaxLength, "a claimed length has a limit"); }
            foreach (int length in (int[])[size, Math.Min(claimed, 1 << 16)])
            {
                room.AsSpan(length, 64).Fill(0x5a);
                bool decoded = Weir.Wire.Ethereum.Snappy.TryDecode(input, room.AsSpan(0, length), out int written);
                Promise.Holds(!decoded || written == claimed, "all of it is written");
                Promise.Holds(!room.AsSpan(length, 64).ContainsAnyExcept((byte)0x5a), "nothing is written outside");
            }
        }, _ => 4096);
    }

    private static bool TryRewrite(ref RlpReader reader, RlpWriter writer)
    {
        while (true)
        {
            switch (reader.PeekKind())
            {
                case RlpKind.End:
                    return true;
                case RlpKind.Bytes:
                    Promise.Holds(reader.TryReadBytes(out ReadOnlySpan<byte> bytes), "what is peeked is read");
                    writer.Write(bytes);
                    break;
                case RlpKind.List:
                    Promise.Holds(reader.TryReadList(out RlpReader items), "what is peeked is read");
                    int list = writer.BeginList();
                    if (!TryRewrite(ref items, writer)) { return false; }
                    writer.EndList(list);
                    break;
                default:
                    return false;
            }
        }
    }
}
