using System.Buffers;

namespace Weir.Wire.Ethereum;

/// <summary>
/// What one side of a session sends (klaytn-ibft 1.6, 1.7): messages in, encrypted frames with their codes out. Frames are numbered by the running cipher and code, so each must be sent, once, in this order.
/// Not safe for use by two threads at once.
/// </summary>
public sealed class RlpxFrameWriter
{
    private readonly Aes256 _cipher;
    private readonly RlpxMac _mac;
    private ulong _block;

    /// <summary>The writer of a fresh session.</summary>
    public RlpxFrameWriter(RlpxSecrets secrets, RlpxMac egress)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentNullException.ThrowIfNull(egress);
        _cipher = secrets.CreateCipher();
        _mac = egress;
    }

    /// <summary>True when payloads are compressed: to be set after this side's hello has been written, when the other side's hello has version 5 or more.</summary>
    public bool Compresses { get; set; }

    /// <summary>Writes one message as one frame: <paramref name="payload"/> is its RLP, not compressed.</summary>
    /// <exception cref="ArgumentException">The message is larger than a frame can be.</exception>
    public void Write(ulong code, ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
    {
        if (payload.Length > RlpxLimits.MaxMessageSize) { throw new ArgumentException("A message has at most 2^24 - 1 bytes.", nameof(payload)); }
        WriteContent(code, Compresses ? Snappy.Encode(payload) : payload, output);
    }

    /// <summary>Writes one frame whose payload is compressed already, or shall not be.</summary>
    /// <exception cref="ArgumentException">The message is larger than a frame can be.</exception>
    public void WriteContent(ulong code, ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Span<byte> encodedCode = stackalloc byte[9];
        encodedCode = encodedCode[..EncodeCode(code, encodedCode)];
        int size = encodedCode.Length + payload.Length;
        if (size > RlpxHeader.MaxFrameSize) { throw new ArgumentException("A frame has at most 2^24 - 1 bytes.", nameof(payload)); }
        int wire = RlpxHeader.WireSize(size);
        Span<byte> frame = output.GetSpan(wire)[..wire];
        Span<byte> header = frame[..RlpxHeader.Size];
        Span<byte> content = frame[(RlpxHeader.Size + RlpxHeader.MacSize)..^RlpxHeader.MacSize];
        RlpxHeader.Write(header, size);
        encodedCode.CopyTo(content);
        payload.CopyTo(content[encodedCode.Length..]);
        content[size..].Clear();

        _cipher.TransformCtr(_block, header, header);
        _mac.ComputeHeader(header, frame[RlpxHeader.Size..]);
        _cipher.TransformCtr(_block + 1, content, content);
        _mac.ComputeFrame(content, frame[^RlpxHeader.MacSize..]);
        _block += (ulong)RlpxHeader.KeystreamBlocks(size);
        output.Advance(wire);
    }

    // RLP of the code as an integer.
    private static int EncodeCode(ulong code, Span<byte> encoded)
    {
        if (code is > 0 and < 0x80)
        {
            encoded[0] = (byte)code;
            return 1;
        }

        int length = 8 - ((int)ulong.LeadingZeroCount(code) / 8);
        encoded[0] = (byte)(0x80 + length);
        for (int i = length; i > 0; i--)
        {
            encoded[i] = (byte)code;
            code >>= 8;
        }

        return 1 + length;
    }
}
