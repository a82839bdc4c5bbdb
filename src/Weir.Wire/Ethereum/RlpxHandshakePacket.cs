using System.Buffers.Binary;

namespace Weir.Wire.Ethereum;

/// <summary>Where a handshake packet ends (klaytn-ibft 1.3, 1.8): what a reader of the stream, live or captured, must know before it can decrypt anything.</summary>
public static class RlpxHandshakePacket
{
    /// <summary>Bytes of the size prefix of the EIP-8 form.</summary>
    public const int PrefixSize = 2;

    /// <summary>Bytes of a plain auth packet.</summary>
    public const int PlainAuthSize = 307;

    /// <summary>Bytes of a plain ack packet.</summary>
    public const int PlainAckSize = 210;

    /// <summary>Bytes of the shortest packet: encryption alone adds 113.</summary>
    public const int MinSize = PrefixSize + 113;

    /// <summary>
    /// The length of the whole packet from its first two bytes: with the size prefix, or for a packet that begins with <c>04</c> (a curve point) the fixed length of the plain form.
    /// False when the prefix says less than a packet has or more than <see cref="RlpxLimits.MaxHandshakeSize"/>.
    /// </summary>
    /// <param name="start">At least the first two bytes, after the connection-type byte.</param>
    /// <param name="fromInitiator">True for an auth packet, false for an ack.</param>
    /// <param name="length">Bytes of the packet.</param>
    /// <param name="form">Its form.</param>
    public static bool TryGetLength(ReadOnlySpan<byte> start, bool fromInitiator, out int length, out RlpxHandshakeForm form)
    {
        length = 0;
        form = RlpxHandshakeForm.Eip8;
        if (start.Length < PrefixSize) { return false; }
        if (start[0] == 4)
        {
            form = RlpxHandshakeForm.Plain;
            length = fromInitiator ? PlainAuthSize : PlainAckSize;
            return true;
        }

        int size = BinaryPrimitives.ReadUInt16BigEndian(start);
        if (size < MinSize - PrefixSize || size > RlpxLimits.MaxHandshakeSize) { return false; }
        length = PrefixSize + size;
        return true;
    }
}
