using System.Buffers.Binary;

namespace Weir.Wire.Bpf;

/// <summary>One instruction of the kernel's BPF machine (RFC 9669, 3.1), for a machine of little-endian byte order, where the destination has the lower half of the second byte.</summary>
/// <param name="Code">What is done: the lower three bits are the class.</param>
/// <param name="Destination">The register that is written or compared.</param>
/// <param name="Source">The register that is read, or what the class takes in its place.</param>
/// <param name="Offset">Bytes from an address, or instructions to jump.</param>
/// <param name="Immediate">A constant.</param>
public readonly record struct BpfInstruction(byte Code, BpfRegister Destination, byte Source, short Offset, int Immediate)
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 8;

    /// <summary>Writes it into the first <see cref="Size"/> bytes of <paramref name="target"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The target is too short.</exception>
    public void Write(Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, Size, nameof(target));
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], Immediate);
        BinaryPrimitives.WriteInt16LittleEndian(target[2..], Offset);
        target[1] = (byte)((byte)Destination | (Source << 4));
        target[0] = Code;
    }

    /// <summary>Reads one; false when there are fewer than <see cref="Size"/> bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out BpfInstruction instruction)
    {
        instruction = default;
        if (bytes.Length < Size) { return false; }
        instruction = new BpfInstruction(bytes[0], (BpfRegister)(bytes[1] & 0xf), (byte)(bytes[1] >> 4), BinaryPrimitives.ReadInt16LittleEndian(bytes[2..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]));
        return true;
    }
}
