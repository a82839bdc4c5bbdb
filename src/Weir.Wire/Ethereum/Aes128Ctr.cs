using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Weir.Wire.Ethereum;

/// <summary>AES-128 in counter mode through the framework, for the one message a session in which ECIES needs it.</summary>
internal static class Aes128Ctr
{
    /// <summary>Bytes of the initial counter.</summary>
    public const int IvSize = 16;

    /// <summary>Xors <paramref name="input"/> with the key stream whose first counter is <paramref name="iv"/>, 128 bits, big-endian, that wraps at 2^128. The two may be the same memory.</summary>
    public static void Transform(ReadOnlySpan<byte> key16, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> input, Span<byte> output)
    {
        using Aes aes = Aes.Create();
        aes.Key = key16.ToArray();
        UInt128 counter = BinaryPrimitives.ReadUInt128BigEndian(iv);
        Span<byte> stream = stackalloc byte[512];
        while (!input.IsEmpty)
        {
            int count = Math.Min(input.Length, stream.Length);
            Span<byte> blocks = stream[..((count + 15) / 16 * 16)];
            for (int i = 0; i < blocks.Length; i += 16)
            {
                BinaryPrimitives.WriteUInt128BigEndian(blocks[i..], counter++);
            }
            aes.EncryptEcb(blocks, blocks, PaddingMode.None);
            for (int i = 0; i < count; i++)
            {
                output[i] = (byte)(input[i] ^ blocks[i]);
            }
            input = input[count..];
            output = output[count..];
        }
    }
}
