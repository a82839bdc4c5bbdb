using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weir.Wire.Ethereum;

/// <summary>
/// Checks the authentication codes of many directions at once (klaytn-ibft 1.7). Within a direction each code depends on the one before, so the only width lies across directions:
/// eight lanes each hold the Keccak state of one direction, and every step permutes all of them with one <see cref="KeccakBatch.Permute"/>. A lane that is done takes the next
/// waiting job, longest first. Not safe for use by two threads at once. Allocates nothing in <see cref="Run"/> once it has seen as many jobs before.
/// </summary>
public sealed class RlpxMacBatch
{
    /// <summary>Directions that advance together.</summary>
    public const int Lanes = KeccakBatch.Lanes;

    private const int Words = KeccakPermutation.Words;
    private const int Rate = KeccakSponge.Rate;

    // With so few lanes at work, one permutation after the other is cheaper than one of all eight. Measured by bench/Weir.Bench/RlpxBench.
    private static readonly int OneByOne = Vector512.IsHardwareAccelerated ? 1 : Vector256.IsHardwareAccelerated ? 2 : Lanes;

    private static long s_batches;

    private readonly ulong[] _states = new ulong[Words * Lanes];
    private readonly ulong[] _work = new ulong[Words * Lanes];
    private readonly ulong[] _keep = new ulong[Lanes];
    private readonly byte[] _tags = new byte[16 * Lanes];
    private readonly Lane[] _lanes = new Lane[Lanes];
    private RlpxMacJob?[] _queue = [];
    private int[] _keys = [];
    private int _waiting;
    private int _active;

    /// <summary>What a lane does with the next permutation.</summary>
    private enum Stage : byte
    {
        Idle,
        HeaderSeed,
        AbsorbHeader,
        HeaderMac,
        AbsorbContent,
        FrameSeed,
        AbsorbFrame,
        FrameMac,
    }

    /// <summary>
    /// Checks all frames of all <paramref name="jobs"/> and sets each job's <see cref="RlpxMacJob.RightFrames"/>. A lane stops at its first wrong frame, and its direction is broken from then on;
    /// jobs of a direction that was broken before end with none right.
    /// </summary>
    /// <exception cref="ArgumentException">Two jobs have the same direction: its frames have an order, so they belong in one job.</exception>
    public void Run(ReadOnlySpan<RlpxMacJob> jobs)
    {
        Enqueue(jobs);
        for (int lane = 0; lane < Lanes; lane++) { Refill(lane); }
        while (_active > 0) { Step(); }
        Array.Clear(_queue);
    }

    private void Enqueue(ReadOnlySpan<RlpxMacJob> jobs)
    {
        if (_queue.Length < jobs.Length)
        {
            _queue = new RlpxMacJob?[Math.Max(jobs.Length, 64)];
            _keys = new int[_queue.Length];
        }

        long batch = Interlocked.Increment(ref s_batches);
        _waiting = 0;
        foreach (RlpxMacJob job in jobs)
        {
            if (job.Mac.Batch == batch)
            {
                Array.Clear(_queue);
                throw new ArgumentException("Two jobs of one direction in one batch.", nameof(jobs));
            }

            job.Mac.Batch = batch;
            job.RightFrames = 0;
            if (job.Frames == 0 || job.Mac.IsBroken) { continue; }
            _keys[_waiting] = job.Bytes;
            _queue[_waiting++] = job;
        }

        // Shortest first, because lanes take from the end: the longest begins first and does not run alone at the end.
        _keys.AsSpan(0, _waiting).Sort(_queue.AsSpan(0, _waiting));
    }

    private void Refill(int index)
    {
        if (_waiting == 0) { return; }
        RlpxMacJob job = _queue[--_waiting]!;
        ref Lane lane = ref _lanes[index];
        lane.Job = job;
        lane.Frame = 0;
        lane.Offset = 0;
        lane.Position = job.Mac.State.Position;
        lane.Stage = Stage.HeaderSeed;
        ReadOnlySpan<ulong> words = job.Mac.State.Words;
        KeccakBatch.Store(words, _states, index);
        _active++;
    }

    private void Release(int index)
    {
        ref Lane lane = ref _lanes[index];
        RlpxMacJob job = lane.Job!;
        Span<ulong> words = job.Mac.State.Words;
        KeccakBatch.Load(_states, index, words);
        job.Mac.State.Position = lane.Position;
        lane.Job = null;
        lane.Stage = Stage.Idle;
        _active--;
        Refill(index);
    }

    // One permutation of every lane. A lane that absorbs keeps the result as its state; a lane that asks for a digest reads it and keeps the state it had.
    private void Step()
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            _keep[lane] = Absorb(lane) ? ulong.MaxValue : 0;
        }

        _states.AsSpan().CopyTo(_work);
        for (int lane = 0; lane < Lanes; lane++)
        {
            if (_keep[lane] == 0 && _lanes[lane].Stage != Stage.Idle) { Pad(lane); }
        }

        if (_active <= OneByOne) { PermuteActive(); } else { KeccakBatch.Permute(_work); }
        Keep();

        for (int lane = 0; lane < Lanes; lane++)
        {
            if (_keep[lane] == 0 && _lanes[lane].Stage != Stage.Idle) { Advance(lane); }
        }
    }

    private void PermuteActive()
    {
        Span<ulong> one = stackalloc ulong[Words];
        for (int lane = 0; lane < Lanes; lane++)
        {
            if (_lanes[lane].Stage == Stage.Idle) { continue; }
            KeccakBatch.Load(_work, lane, one);
            KeccakPermutation.Permute(one);
            KeccakBatch.Store(one, _work, lane);
        }
    }

    private void Keep()
    {
        Span<Vector256<ulong>> states = MemoryMarshal.Cast<ulong, Vector256<ulong>>(_states.AsSpan());
        ReadOnlySpan<Vector256<ulong>> work = MemoryMarshal.Cast<ulong, Vector256<ulong>>(_work.AsSpan());
        ReadOnlySpan<Vector256<ulong>> keep = MemoryMarshal.Cast<ulong, Vector256<ulong>>(_keep.AsSpan());
        Vector256<ulong> low = keep[0];
        Vector256<ulong> high = keep[1];
        if ((low | high) == Vector256<ulong>.Zero) { return; }
        for (int i = 0; i + 1 < states.Length && i + 1 < work.Length; i += 2)
        {
            states[i] = Vector256.ConditionalSelect(low, work[i], states[i]);
            states[i + 1] = Vector256.ConditionalSelect(high, work[i + 1], states[i + 1]);
        }
    }

    // The original Keccak padding, 0x01 … 0x80, on the copy.
    private void Pad(int lane)
    {
        int position = _lanes[lane].Position;
        _work[((position >> 3) * Lanes) + lane] ^= 1UL << ((position & 7) * 8);
        _work[(((Rate / 8) - 1) * Lanes) + lane] ^= 0x8000_0000_0000_0000;
    }

    /// <summary>Feeds a lane that is in an absorbing stage; true when its block is full and must be permuted, false when it waits for a digest (or is idle).</summary>
    private bool Absorb(int index)
    {
        ref Lane lane = ref _lanes[index];
        if (lane.Stage is not (Stage.AbsorbHeader or Stage.AbsorbContent or Stage.AbsorbFrame)) { return false; }
        ReadOnlySpan<byte> source = lane.Stage == Stage.AbsorbContent
            ? lane.Job!.Wire.Slice(lane.Source, lane.Left)
            : _tags.AsSpan((index * 16) + lane.Source, lane.Left);
        int taken = Math.Min(lane.Left, Rate - lane.Position);
        Mix(index, lane.Position, source[..taken]);
        lane.Source += taken;
        lane.Left -= taken;
        lane.Position += taken;
        if (lane.Position == Rate)
        {
            lane.Position = 0;
            return true;
        }

        lane.Stage++;
        return false;
    }

    private void Mix(int lane, int position, ReadOnlySpan<byte> data)
    {
        Span<ulong> states = _states.AsSpan(lane);
        int word = (position >> 3) * Lanes;
        int begun = position & 7;
        if (begun != 0)
        {
            int head = Math.Min(8 - begun, data.Length);
            states[word] ^= Partial(data[..head]) << (begun * 8);
            if (begun + head < 8) { return; }
            data = data[head..];
            word += Lanes;
        }

        while (data.Length >= 8)
        {
            states[word] ^= BinaryPrimitives.ReadUInt64LittleEndian(data);
            data = data[8..];
            word += Lanes;
        }

        if (!data.IsEmpty) { states[word] ^= Partial(data); }
    }

    private static ulong Partial(ReadOnlySpan<byte> data)
    {
        ulong value = 0;
        for (int i = data.Length - 1; i >= 0; i--) { value = (value << 8) | data[i]; }
        return value;
    }

    // A digest is there: make the next tag from it, or compare it with the code on the wire.
    private void Advance(int index)
    {
        ref Lane lane = ref _lanes[index];
        ReadOnlySpan<byte> frame = lane.Job!.Wire.Slice(lane.Offset, lane.Job.Lengths[lane.Frame]);
        Span<byte> digest = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(digest, _work[index]);
        BinaryPrimitives.WriteUInt64LittleEndian(digest[8..], _work[Lanes + index]);
        switch (lane.Stage)
        {
            case Stage.HeaderSeed:
                MakeTag(index, digest, frame[..16]);
                lane.Stage = Stage.AbsorbHeader;
                break;
            case Stage.HeaderMac when digest.SequenceEqual(frame.Slice(16, 16)):
                lane.Source = lane.Offset + 32;
                lane.Left = frame.Length - RlpxHeader.Overhead;
                lane.Stage = Stage.AbsorbContent;
                break;
            case Stage.FrameSeed:
                MakeTag(index, digest, digest);
                lane.Stage = Stage.AbsorbFrame;
                break;
            case Stage.FrameMac when digest.SequenceEqual(frame[^16..]):
                lane.Offset += frame.Length;
                lane.Frame++;
                lane.Job.RightFrames = lane.Frame;
                if (lane.Frame == lane.Job.Frames) { Release(index); } else { lane.Stage = Stage.HeaderSeed; }
                break;
            default:
                lane.Job.Mac.IsBroken = true;
                Release(index);
                break;
        }
    }

    private void MakeTag(int index, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> mask)
    {
        ref Lane lane = ref _lanes[index];
        Span<byte> tag = _tags.AsSpan(index * 16, 16);
        lane.Job!.Mac.Cipher.EncryptBlock(seed, tag);
        for (int i = 0; i < tag.Length; i++) { tag[i] ^= mask[i]; }
        lane.Source = 0;
        lane.Left = 16;
    }

    /// <summary>What one lane works on.</summary>
    private struct Lane
    {
        public RlpxMacJob? Job;
        public int Frame;
        public int Offset;
        public int Source;
        public int Left;
        public int Position;
        public Stage Stage;
    }
}
