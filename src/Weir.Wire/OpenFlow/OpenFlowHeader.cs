using System.Buffers.Binary;

namespace Weir.Wire.OpenFlow;

/// <summary>The header of every OpenFlow message (openflow-1.3 A.1, the same in all versions). <see cref="TryRead"/> checks the length once; no accessor can fail.</summary>
public readonly ref struct OpenFlowHeader
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 8;

    /// <summary>The TCP port that IANA assigned (openflow-1.3 6.3.1).</summary>
    public const ushort Port = 6653;

    /// <summary>The TCP port that was used before.</summary>
    public const ushort FormerPort = 6633;

    private readonly ReadOnlySpan<byte> _bytes;

    private OpenFlowHeader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The wire protocol's number: 1 is OpenFlow 1.0, 4 is 1.3.</summary>
    public byte Version => _bytes[0];

    /// <summary>The type's number, which the version gives its meaning.</summary>
    public byte Code => _bytes[1];

    /// <summary>Length of the whole message in bytes, this header included; less than <see cref="Size"/> in a damaged one.</summary>
    public ushort Length => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    /// <summary>The number that joins a reply to its request.</summary>
    public uint TransactionId => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when they are too few.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out OpenFlowHeader header, out LengthError error)
    {
        if (bytes.Length < Size)
        {
            header = default;
            error = new LengthError("openflow", 0, Size, bytes.Length, "frame");
            return false;
        }

        header = new OpenFlowHeader(bytes);
        error = default;
        return true;
    }

    /// <summary>Writes a header and returns its length.</summary>
    public static int Write(Span<byte> buffer, byte version, byte code, ushort length, uint transactionId)
    {
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..Size], transactionId);
        buffer[0] = version;
        buffer[1] = code;
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], length);
        return Size;
    }
}
