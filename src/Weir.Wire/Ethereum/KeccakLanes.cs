using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weir.Wire.Ethereum;

/// <summary>
/// Eight sponges that stay side by side between permutations, laid out as in <see cref="KeccakBatch"/>. A permutation leaves the states as they are and puts its result beside
/// them; then each lane either goes on with the result or only reads a digest from it.
/// </summary>
internal sealed class KeccakLanes
{
    private const int Count = KeccakBatch.Lanes;
    private const int Length = KeccakBatch.Length;
    private const int Alignment = 64;

    private static readonly byte[] s_zero = new byte[KeccakSponge.Rate];

    // The states, the result and room for the rounds. Pinned, so that what is aligned once stays so: vectors across cache lines cost a tenth of the speed.
    private readonly ulong[] _space = GC.AllocateArray<ulong>((3 * Length) + (Alignment / sizeof(ulong)), pinned: true);
    private readonly int _room;
    private int _states;
    private int _result;

    public KeccakLanes()
    {
        nint address = Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetArrayDataReference(_space)));
        _states = (int)(-address & (Alignment - 1)) / sizeof(ulong);
        _result = _states + Length;
        _room = _result + Length;
    }

    /// <summary>The states before the last permutation, or after it once they were taken.</summary>
    public Span<ulong> States => _space.AsSpan(_states, Length);

    /// <summary>What the last permutation made of the states; word <c>w</c> of lane <c>l</c> at <c>w * 8 + l</c>.</summary>
    public ReadOnlySpan<ulong> Result => _space.AsSpan(_result, Length);

    /// <summary>Xors <paramref name="count"/> bytes of <paramref name="source"/> from <paramref name="at"/> on into a state at <paramref name="position"/>; they must fit into the block.</summary>
    /// <remarks>Words are read whole: eight bytes must follow <paramref name="at"/> when the position is within a word, and eight must precede the end of what is absorbed when that is.</remarks>
    public void Absorb(int lane, int position, ReadOnlySpan<byte> source, int at, int count)
    {
        Span<ulong> states = States[lane..];
        int word = (position >> 3) * Count;
        int end = at + count;
        int begun = position & 7;
        if (begun != 0)
        {
            states[word] ^= BinaryPrimitives.ReadUInt64LittleEndian(source[at..]) << (begun * 8);
            at += 8 - begun;
            word += Count;
        }

        for (; end - at >= 8; at += 8, word += Count)
        {
            states[word] ^= BinaryPrimitives.ReadUInt64LittleEndian(source[at..]);
        }

        if (end > at) { states[word] ^= BinaryPrimitives.ReadUInt64LittleEndian(source[(end - 8)..]) >> (64 - ((end - at) * 8)); }
    }

    /// <summary>Xors a whole block of each of four sources into the lanes from <paramref name="lane"/> on, which is 0 or 4. Where a source is empty nothing is absorbed.</summary>
    public void AbsorbBlocks(int lane, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d)
    {
        if (!Avx2.IsSupported)
        {
            AbsorbBlock(lane, a);
            AbsorbBlock(lane + 1, b);
            AbsorbBlock(lane + 2, c);
            AbsorbBlock(lane + 3, d);
            return;
        }

        // Four lanes side by side from four blocks: a transposition, by pairs of words, in registers. Single words would reach the rounds through the store buffer one by one.
        ref byte first = ref Block(a);
        ref byte second = ref Block(b);
        ref byte third = ref Block(c);
        ref byte fourth = ref Block(d);
        ref Vector256<ulong> states = ref Unsafe.As<ulong, Vector256<ulong>>(ref States[lane]);
        nuint at = 0;
        for (; at < KeccakSponge.Rate - 8; at += 16)
        {
            Vector256<ulong> ac = Vector256.Create(Vector128.LoadUnsafe(ref first, at), Vector128.LoadUnsafe(ref third, at)).AsUInt64();
            Vector256<ulong> bd = Vector256.Create(Vector128.LoadUnsafe(ref second, at), Vector128.LoadUnsafe(ref fourth, at)).AsUInt64();
            states ^= Avx2.UnpackLow(ac, bd);
            Unsafe.Add(ref states, 2) ^= Avx2.UnpackHigh(ac, bd);
            states = ref Unsafe.Add(ref states, 4);
        }

        states ^= Vector256.Create(Word(ref first, at), Word(ref second, at), Word(ref third, at), Word(ref fourth, at));
    }

    /// <summary>Xors the original Keccak padding (0x01 … 0x80) into a state; a second time takes it away again.</summary>
    public void Pad(int lane, int position)
    {
        Span<ulong> states = States[lane..];
        states[(position >> 3) * Count] ^= 1UL << ((position & 7) * 8);
        states[((KeccakSponge.Rate / 8) - 1) * Count] ^= 0x8000_0000_0000_0000;
    }

    /// <summary>Copies one lane's state over another's.</summary>
    public void Move(int from, int to)
    {
        Span<ulong> states = States;
        for (int word = 0; word < Length; word += Count) { states[word + to] = states[word + from]; }
    }

    /// <summary>Permutes the first <paramref name="lanes"/> states into <see cref="Result"/>; the other lanes of the result are undefined.</summary>
    public void Permute(int lanes)
    {
        ref ulong states = ref _space[_states];
        ref ulong result = ref _space[_result];
        if (lanes > 1 && Vector512.IsHardwareAccelerated)
        {
            KeccakBatch.PermuteVector512(ref states, ref _space[_room], ref result);
        }
        else if (lanes > 1 && Vector256.IsHardwareAccelerated)
        {
            KeccakBatch.PermuteVector256(ref states, ref _space[_room], ref result, (lanes + 3) / 4);
        }
        else
        {
            KeccakBatch.PermuteScalar(States, _space.AsSpan(_result, Length), lanes);
        }
    }

    /// <summary>All states become what the permutation made of them.</summary>
    public void TakeAll() => (_states, _result) = (_result, _states);

    /// <summary>The states of <paramref name="lanes"/> (bit <c>l</c> for lane <c>l</c>) become what the permutation made of them, the others stay.</summary>
    public void Take(uint lanes)
    {
        if (lanes == 0) { return; }
        Vector256<ulong> bits = Vector256.Create(1UL, 2UL, 4UL, 8UL);
        Vector256<ulong> low = Vector256.Equals(Vector256.Create((ulong)lanes) & bits, bits);
        Vector256<ulong> high = Vector256.Equals(Vector256.Create((ulong)(lanes >> 4)) & bits, bits);
        Span<Vector256<ulong>> states = MemoryMarshal.Cast<ulong, Vector256<ulong>>(States);
        ReadOnlySpan<Vector256<ulong>> result = MemoryMarshal.Cast<ulong, Vector256<ulong>>(Result);
        for (int i = 0; i + 1 < states.Length && i + 1 < result.Length; i += 2)
        {
            states[i] = Vector256.ConditionalSelect(low, result[i], states[i]);
            states[i + 1] = Vector256.ConditionalSelect(high, result[i + 1], states[i + 1]);
        }
    }

    private void AbsorbBlock(int lane, ReadOnlySpan<byte> block)
    {
        if (!block.IsEmpty) { Absorb(lane, 0, block, 0, KeccakSponge.Rate); }
    }

    private static ref byte Block(ReadOnlySpan<byte> source) => ref MemoryMarshal.GetReference((source.IsEmpty ? s_zero : source)[..KeccakSponge.Rate]);

    private static ulong Word(ref byte block, nuint at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref block, at));
}
