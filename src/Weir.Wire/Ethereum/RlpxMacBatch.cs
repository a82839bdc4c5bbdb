using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Weir.Wire.Ethereum;

/// <summary>
/// Checks the authentication codes of many directions at once (klaytn-ibft 1.7). Within a direction each code depends on the one before, so the only width lies across directions:
/// eight lanes each hold the Keccak state of one direction, and every step permutes all of them at once. A lane that is done takes the next
/// waiting job, longest first; when none waits, the last lane moves into its place, so that what is left fills as few vectors as can be. Not safe for use by two threads at once. Allocates nothing in <see cref="Run"/> once it has seen as many jobs before.
/// </summary>
public sealed class RlpxMacBatch
{
    /// <summary>Directions that advance together.</summary>
    public const int Lanes = KeccakBatch.Lanes;

    private const int MacSize = RlpxHeader.MacSize;

    private static long s_batches;

    private readonly KeccakLanes _states = new();
    private readonly byte[] _tags = new byte[MacSize * Lanes];
    private readonly RlpxMacLane[] _lanes = new RlpxMacLane[Lanes];
    private RlpxMacJob?[] _queue = [];
    private int[] _keys = [];
    private int _waiting;
    private int _active;

    /// <summary>
    /// Checks all frames of all <paramref name="jobs"/> and sets each job's <see cref="RlpxMacJob.RightFrames"/>. A lane stops at its first wrong frame, and its direction is broken from then on;
    /// jobs of a direction that was broken before end with none right.
    /// </summary>
    /// <exception cref="ArgumentException">Two jobs have the same direction: its frames have an order, so they belong in one job.</exception>
    public void Run(ReadOnlySpan<RlpxMacJob> jobs)
    {
        Enqueue(jobs);
        while (_active < Lanes && _waiting > 0) { Refill(_active++); }
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
        RlpxMacJob job = _queue[--_waiting]!;
        ref RlpxMacLane lane = ref _lanes[index];
        lane = new RlpxMacLane { Job = job, Wire = job.Wire, Length = job.Lengths[0], Position = job.Mac.State.Position, Stage = RlpxMacStage.HeaderSeed };
        KeccakBatch.Store(job.Mac.State.Words, _states.States, index);
        ReadOnlySpan<ulong> digest = job.Mac.State.KnownDigest;
        if (!digest.IsEmpty) { BeginHeader(ref lane, index, digest[0], digest[1]); }
    }

    private void Release(int index, bool right)
    {
        ref RlpxMacLane lane = ref _lanes[index];
        lane.Job.Mac.IsBroken = !right;
        lane.Job.Mac.State.CopyFrom(_states, index, lane.Position, right);
        if (_waiting > 0)
        {
            Refill(index);
            return;
        }

        int last = --_active;
        if (index != last)
        {
            lane = _lanes[last];
            _states.Move(last, index);
        }

        _lanes[last] = default;
    }

    // One permutation of every lane. A lane that absorbs goes on with the result; a lane that asks for a digest reads it and keeps the state it had.
    private void Step()
    {
        uint all = (1u << _active) - 1;
        uint whole = 0;
        uint full = 0;
        int least = int.MaxValue;
        for (int i = 0; i < _active; i++)
        {
            ref RlpxMacLane lane = ref _lanes[i];
            least = Math.Min(least, lane.Left);
            if (lane.IsAtBlock) { whole |= 1u << i; }
            else if (lane.Left > 0 && Absorb(ref lane, i)) { full |= 1u << i; }
            else { _states.Pad(i, lane.Position); }
        }

        full |= whole;
        AbsorbBlocks(whole);
        if (whole == all)
        {
            // Nobody needs anything else while all have whole blocks.
            for (; least >= 2 * KeccakSponge.Rate; least -= KeccakSponge.Rate)
            {
                _states.Permute(_active);
                _states.TakeAll();
                AbsorbBlocks(whole);
            }
        }

        _states.Permute(_active);
        if (full == all)
        {
            _states.TakeAll();
            return;
        }

        for (uint left = all & ~full; left != 0; left &= left - 1)
        {
            int i = BitOperations.TrailingZeroCount(left);
            _states.Pad(i, _lanes[i].Position);
        }

        _states.Take(full);

        // From the last lane down: what moves into the place of a lane that is done has had its turn.
        for (int i = _active - 1; i >= 0; i--)
        {
            if ((full & (1u << i)) == 0) { Advance(i); }
        }
    }

    private void AbsorbBlocks(uint lanes)
    {
        for (int i = 0; i < _active; i += Lanes / 2)
        {
            if ((lanes >> i & 15) != 0) { _states.AbsorbBlocks(i, TakeBlock(lanes, i), TakeBlock(lanes, i + 1), TakeBlock(lanes, i + 2), TakeBlock(lanes, i + 3)); }
        }
    }

    private ReadOnlySpan<byte> TakeBlock(uint lanes, int index) => (lanes >> index & 1) != 0 ? _lanes[index].TakeBlock() : [];

    /// <summary>Feeds a lane; true when its block is full and must be permuted, false when it has nothing left and waits for a digest.</summary>
    private bool Absorb(ref RlpxMacLane lane, int index)
    {
        int taken = Math.Min(lane.Left, KeccakSponge.Rate - lane.Position);
        _states.Absorb(index, lane.Position, lane.Source, lane.At, taken);
        lane.At += taken;
        lane.Left -= taken;
        lane.Position += taken;
        if (lane.Position < KeccakSponge.Rate) { return false; }
        lane.Position = 0;
        return true;
    }

    // A digest is there: make the next tag from it, or compare it with the code on the wire.
    private void Advance(int index)
    {
        ref RlpxMacLane lane = ref _lanes[index];
        ulong first = _states.Result[index];
        ulong second = _states.Result[Lanes + index];
        switch (lane.Stage)
        {
            case RlpxMacStage.HeaderSeed:
                BeginHeader(ref lane, index, first, second);
                break;
            case RlpxMacStage.HeaderMac when lane.HasCode(lane.Offset + RlpxHeader.Size, first, second):
                lane.Source = lane.Wire;
                lane.At = lane.Offset + RlpxHeader.Size + MacSize;
                lane.Left = lane.Length - RlpxHeader.Overhead;
                lane.Stage = RlpxMacStage.FrameSeed;
                if (lane.Left == 0) { BeginCode(ref lane, index, first, second); }
                break;
            case RlpxMacStage.FrameSeed:
                BeginCode(ref lane, index, first, second);
                break;
            case RlpxMacStage.FrameMac when lane.HasCode(lane.Offset + lane.Length - MacSize, first, second):
                lane.Job.RightFrames = ++lane.Frame;
                if (lane.Frame == lane.Job.Frames)
                {
                    Release(index, true);
                    break;
                }

                // The state has not changed since this code was its digest, so the code is the seed of the next header as well.
                lane.Offset += lane.Length;
                lane.Length = lane.Job.Lengths[lane.Frame];
                BeginHeader(ref lane, index, first, second);
                break;
            default:
                Release(index, false);
                break;
        }
    }

    private void BeginHeader(ref RlpxMacLane lane, int index, ulong first, ulong second)
    {
        MakeTag(ref lane, index, first, second, lane.Wire.AsSpan(lane.Offset, RlpxHeader.Size));
        lane.Stage = RlpxMacStage.HeaderMac;
    }

    private void BeginCode(ref RlpxMacLane lane, int index, ulong first, ulong second)
    {
        MakeTag(ref lane, index, first, second, []);
        lane.Stage = RlpxMacStage.FrameMac;
    }

    /// <summary>The encrypted seed, xored with <paramref name="mask"/> or, when that is empty, with the seed itself, is what the lane absorbs next.</summary>
    private void MakeTag(ref RlpxMacLane lane, int index, ulong first, ulong second, scoped ReadOnlySpan<byte> mask)
    {
        Span<byte> seed = stackalloc byte[MacSize];
        if (!BitConverter.IsLittleEndian)
        {
            first = BinaryPrimitives.ReverseEndianness(first);
            second = BinaryPrimitives.ReverseEndianness(second);
        }

        // In one store, because the cipher loads it as one.
        Vector128.Create(first, second).AsByte().CopyTo(seed);
        if (mask.IsEmpty) { mask = seed; }
        lane.Source = _tags;
        lane.At = index * MacSize;
        lane.Left = MacSize;
        Span<byte> tag = _tags.AsSpan(lane.At, MacSize);
        lane.Job.Mac.Cipher.EncryptBlock(seed, tag);
        (Vector128.Create<byte>(tag) ^ Vector128.Create(mask)).CopyTo(tag);
    }
}
