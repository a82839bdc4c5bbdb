using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weir.Wire.Ethereum;

/// <summary>AES-256 on a processor's own instructions: the key schedule, single blocks and the key stream of counter mode, eight blocks at a time.</summary>
internal static class AesSchedule
{
    /// <summary>Round keys of AES-256: fourteen rounds and the key before them.</summary>
    public const int Keys = 15;

    /// <summary>Bytes of a block.</summary>
    public const int Block = 16;

    /// <summary>Blocks that are in flight at once: enough to hide the latency of a round.</summary>
    private const int Wide = 8;

    /// <summary>Expands a key of 32 bytes (FIPS 197, 5.2).</summary>
    public static Vector128<byte>[] Expand<TRounds>(ReadOnlySpan<byte> key)
        where TRounds : struct, IAesRounds
    {
        const int KeyWords = 8;
        Span<uint> words = stackalloc uint[Keys * 4];
        for (int i = 0; i < KeyWords; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(i * 4)..]);
        }
        uint constant = 1;
        for (int i = KeyWords; i < words.Length; i++)
        {
            uint word = words[i - 1];
            if (i % KeyWords == 0)
            {
                // The words are little-endian, so RotWord, which moves each byte one place forward, is a rotation to the right.
                word = uint.RotateRight(SubstituteWord<TRounds>(word), 8) ^ constant;
                constant <<= 1;
            }
            else if (i % KeyWords == 4)
            {
                word = SubstituteWord<TRounds>(word);
            }
            words[i] = words[i - KeyWords] ^ word;
        }
        Vector128<byte>[] keys = new Vector128<byte>[Keys];
        for (int i = 0; i < Keys; i++)
        {
            keys[i] = Vector128.Create(words[i * 4], words[(i * 4) + 1], words[(i * 4) + 2], words[(i * 4) + 3]).AsByte();
        }
        return keys;
    }

    /// <summary>Encrypts the first 16 bytes of <paramref name="input"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void EncryptBlock<TRounds>(ReadOnlySpan<Vector128<byte>> keys, ReadOnlySpan<byte> input, Span<byte> output)
        where TRounds : struct, IAesRounds => Encrypt<TRounds>(keys, Vector128.Create(input)).CopyTo(output);

    /// <summary><see cref="Transform"/> of exactly one block, as RLPx's headers are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformBlock<TRounds>(ReadOnlySpan<Vector128<byte>> keys, UInt128 counter, ReadOnlySpan<byte> input, Span<byte> output)
        where TRounds : struct, IAesRounds => (Encrypt<TRounds>(keys, CounterBlock(counter)) ^ Vector128.Create(input)).CopyTo(output);

    /// <summary>Encrypts one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Encrypt<TRounds>(ReadOnlySpan<Vector128<byte>> keys, Vector128<byte> block)
        where TRounds : struct, IAesRounds
    {
        block = TRounds.Begin(block, keys[0]);
        for (int i = 1; i < Keys - 1; i++)
        {
            block = TRounds.Middle(block, keys[i - 1], keys[i]);
        }
        return TRounds.End(block, keys[Keys - 2], keys[Keys - 1]);
    }

    /// <summary>
    /// Xors <paramref name="input"/> with the key stream from block <paramref name="counter"/> on into <paramref name="output"/>, which is as long and is either the same memory or
    /// does not overlap.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform<TRounds>(ReadOnlySpan<Vector128<byte>> keys, UInt128 counter, ReadOnlySpan<byte> input, Span<byte> output)
        where TRounds : struct, IAesRounds
    {
        Span<byte> stream = stackalloc byte[Wide * Block];
        while (input.Length >= Wide * Block)
        {
            EncryptCounters<TRounds>(keys, counter, input, output);
            counter += Wide;
            input = input[(Wide * Block)..];
            output = output[(Wide * Block)..];
        }
        if (input.Length > Block)
        {
            // Eight blocks at once cost little more than one.
            stream.Clear();
            EncryptCounters<TRounds>(keys, counter, stream, stream);
            XorTail(input, stream, output);
        }
        else if (!input.IsEmpty)
        {
            Encrypt<TRounds>(keys, CounterBlock(counter)).CopyTo(stream);
            XorTail(input, stream, output);
        }
    }

    private static void XorTail(ReadOnlySpan<byte> input, ReadOnlySpan<byte> stream, Span<byte> output)
    {
        while (input.Length >= Block)
        {
            (Vector128.Create(input[..Block]) ^ Vector128.Create(stream[..Block])).CopyTo(output);
            input = input[Block..];
            stream = stream[Block..];
            output = output[Block..];
        }
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = (byte)(input[i] ^ stream[i]);
        }
    }

    /// <summary>Eight blocks of key stream over the first 128 bytes of <paramref name="input"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EncryptCounters<TRounds>(ReadOnlySpan<Vector128<byte>> keys, UInt128 counter, ReadOnlySpan<byte> input, Span<byte> output)
        where TRounds : struct, IAesRounds
    {
        Vector128<byte> b0, b1, b2, b3, b4, b5, b6, b7;
        ulong low = (ulong)counter;
        if (low <= ulong.MaxValue - Wide)
        {
            // Adding in 64-bit lanes is right as long as nothing is carried.
            Vector128<ulong> first = Vector128.Create(low, (ulong)(counter >> 64));
            b0 = BigEndian(first);
            b1 = BigEndian(first + Vector128.Create(1UL, 0));
            b2 = BigEndian(first + Vector128.Create(2UL, 0));
            b3 = BigEndian(first + Vector128.Create(3UL, 0));
            b4 = BigEndian(first + Vector128.Create(4UL, 0));
            b5 = BigEndian(first + Vector128.Create(5UL, 0));
            b6 = BigEndian(first + Vector128.Create(6UL, 0));
            b7 = BigEndian(first + Vector128.Create(7UL, 0));
        }
        else
        {
            b0 = CounterBlock(counter);
            b1 = CounterBlock(counter + 1);
            b2 = CounterBlock(counter + 2);
            b3 = CounterBlock(counter + 3);
            b4 = CounterBlock(counter + 4);
            b5 = CounterBlock(counter + 5);
            b6 = CounterBlock(counter + 6);
            b7 = CounterBlock(counter + 7);
        }

        Vector128<byte> key = keys[0];
        b0 = TRounds.Begin(b0, key);
        b1 = TRounds.Begin(b1, key);
        b2 = TRounds.Begin(b2, key);
        b3 = TRounds.Begin(b3, key);
        b4 = TRounds.Begin(b4, key);
        b5 = TRounds.Begin(b5, key);
        b6 = TRounds.Begin(b6, key);
        b7 = TRounds.Begin(b7, key);
        for (int i = 1; i < Keys - 1; i++)
        {
            Vector128<byte> before = key;
            key = keys[i];
            b0 = TRounds.Middle(b0, before, key);
            b1 = TRounds.Middle(b1, before, key);
            b2 = TRounds.Middle(b2, before, key);
            b3 = TRounds.Middle(b3, before, key);
            b4 = TRounds.Middle(b4, before, key);
            b5 = TRounds.Middle(b5, before, key);
            b6 = TRounds.Middle(b6, before, key);
            b7 = TRounds.Middle(b7, before, key);
        }
        Vector128<byte> last = keys[Keys - 1];

        // One check for all eight, then plain loads and stores.
        ref byte from = ref MemoryMarshal.GetReference(input[..(Wide * Block)]);
        ref byte to = ref MemoryMarshal.GetReference(output[..(Wide * Block)]);
        b0 = TRounds.End(b0, key, last) ^ Vector128.LoadUnsafe(ref from);
        b1 = TRounds.End(b1, key, last) ^ Vector128.LoadUnsafe(ref from, 1 * Block);
        b2 = TRounds.End(b2, key, last) ^ Vector128.LoadUnsafe(ref from, 2 * Block);
        b3 = TRounds.End(b3, key, last) ^ Vector128.LoadUnsafe(ref from, 3 * Block);
        b4 = TRounds.End(b4, key, last) ^ Vector128.LoadUnsafe(ref from, 4 * Block);
        b5 = TRounds.End(b5, key, last) ^ Vector128.LoadUnsafe(ref from, 5 * Block);
        b6 = TRounds.End(b6, key, last) ^ Vector128.LoadUnsafe(ref from, 6 * Block);
        b7 = TRounds.End(b7, key, last) ^ Vector128.LoadUnsafe(ref from, 7 * Block);
        b0.StoreUnsafe(ref to);
        b1.StoreUnsafe(ref to, 1 * Block);
        b2.StoreUnsafe(ref to, 2 * Block);
        b3.StoreUnsafe(ref to, 3 * Block);
        b4.StoreUnsafe(ref to, 4 * Block);
        b5.StoreUnsafe(ref to, 5 * Block);
        b6.StoreUnsafe(ref to, 6 * Block);
        b7.StoreUnsafe(ref to, 7 * Block);
    }

    private static Vector128<byte> CounterBlock(UInt128 counter) => BigEndian(Vector128.Create((ulong)counter, (ulong)(counter >> 64)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> BigEndian(Vector128<ulong> lowAndHigh) =>
        Vector128.Shuffle(lowAndHigh.AsByte(), Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));

    /// <summary>The S-box on each byte of a word, by the last round's instruction: with four equal columns ShiftRows changes nothing, and the key is zero.</summary>
    private static uint SubstituteWord<TRounds>(uint word)
        where TRounds : struct, IAesRounds =>
        TRounds.End(Vector128.Create(word).AsByte(), Vector128<byte>.Zero, Vector128<byte>.Zero).AsUInt32().ToScalar();
}
