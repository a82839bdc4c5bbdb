using System.Buffers.Binary;

namespace Weir.Wire.Ethereum;

/// <summary>What one lane of <see cref="RlpxMacBatch"/> works on: a frame of a job, and the bytes that it absorbs before it asks for the next digest.</summary>
internal struct RlpxMacLane
{
    public RlpxMacJob Job;
    public byte[] Wire;
    public int Frame;
    public int Offset;
    public int Length;
    public byte[] Source;
    public int At;
    public int Left;
    public int Position;
    public RlpxMacStage Stage;

    /// <summary>True when the next bytes fill a whole block.</summary>
    public readonly bool IsAtBlock => Position == 0 && Left >= KeccakSponge.Rate;

    /// <summary>The next block, which counts as absorbed from now on.</summary>
    public ReadOnlySpan<byte> TakeBlock()
    {
        int at = At;
        At += KeccakSponge.Rate;
        Left -= KeccakSponge.Rate;
        return Source.AsSpan(at, KeccakSponge.Rate);
    }

    /// <summary>True when the sixteen bytes of the wire from <paramref name="at"/> on are those of a digest that begins with these two words.</summary>
    public readonly bool HasCode(int at, ulong first, ulong second) =>
        BinaryPrimitives.ReadUInt64LittleEndian(Wire.AsSpan(at)) == first && BinaryPrimitives.ReadUInt64LittleEndian(Wire.AsSpan(at + 8)) == second;
}
