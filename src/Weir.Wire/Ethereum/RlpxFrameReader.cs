namespace Weir.Wire.Ethereum;

/// <summary>
/// What one side of a session receives (klaytn-ibft 1.6, 1.7), with every code checked: encrypted bytes in, messages out. It says how many bytes it ate; what it did not eat must come again, in front of more.
/// Its buffers grow to the largest frame that came (at most 16 MiB each) and are used again. Not safe for use by two threads at once.
/// </summary>
public sealed class RlpxFrameReader
{
    private const int HeaderOnWire = RlpxHeader.Size + RlpxHeader.MacSize;

    private readonly Aes256 _cipher;
    private readonly RlpxMac _mac;
    private byte[] _content = [];
    private byte[] _message = [];
    private ulong _block;
    private int _frameSize = -1;

    /// <summary>The reader of a fresh session.</summary>
    public RlpxFrameReader(RlpxSecrets secrets, RlpxMac ingress)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentNullException.ThrowIfNull(ingress);
        _cipher = secrets.CreateCipher();
        _mac = ingress;
    }

    /// <summary>True when payloads are compressed: to be set after the other side's hello has been read, when it has version 5 or more.</summary>
    public bool Decompresses { get; set; }

    /// <summary>Largest message of a sub-protocol after decompression in bytes; larger ones end the session.</summary>
    public int MaxMessageSize { get; init; } = RlpxLimits.MaxProtocolMessageSize;

    /// <summary>Why the reader stopped; once set, nothing more is read.</summary>
    public RlpxFault Fault { get; private set; }

    /// <summary>How many more bytes are needed, beyond those that were not eaten, at the very least, before <see cref="TryRead"/> can do more: the length of the header or of the rest of the frame.</summary>
    public int Needed => _frameSize < 0 ? HeaderOnWire : RlpxHeader.PaddedSize(_frameSize) + RlpxHeader.MacSize;

    /// <summary>
    /// Reads the next message from the beginning of <paramref name="input"/>. False when the bytes are not enough, or when <see cref="Fault"/> says why it can go no further.
    /// <paramref name="consumed"/> tells in every case how many bytes to take off.
    /// </summary>
    public bool TryRead(ReadOnlySpan<byte> input, out int consumed, out RlpxFrame frame)
    {
        frame = default;
        consumed = 0;
        if (Fault != RlpxFault.None) { return false; }
        if (_frameSize < 0)
        {
            if (input.Length < HeaderOnWire) { return false; }
            ReadHeader(input[..HeaderOnWire]);
            consumed = HeaderOnWire;
            if (Fault != RlpxFault.None) { return false; }
            input = input[HeaderOnWire..];
        }

        int needed = Needed;
        if (input.Length < needed) { return false; }
        consumed += needed;
        return TryReadFrame(input[..needed], out frame);
    }

    private void ReadHeader(ReadOnlySpan<byte> wire)
    {
        Span<byte> header = stackalloc byte[RlpxHeader.Size];
        if (!_mac.VerifyHeader(wire[..RlpxHeader.Size], wire[RlpxHeader.Size..]))
        {
            Fault = RlpxFault.HeaderMac;
            return;
        }

        // Only the size is used, as nodes do: what else stands in a header is neither checked nor needed.
        _cipher.TransformCtr(_block++, wire[..RlpxHeader.Size], header);
        _frameSize = RlpxHeader.FrameSize(header);
    }

    private bool TryReadFrame(ReadOnlySpan<byte> wire, out RlpxFrame frame)
    {
        frame = default;
        ReadOnlySpan<byte> encrypted = wire[..^RlpxHeader.MacSize];
        if (!_mac.VerifyFrame(encrypted, wire[^RlpxHeader.MacSize..])) { return Fail(RlpxFault.FrameMac); }
        if (_content.Length < encrypted.Length) { _content = new byte[Grow(encrypted.Length)]; }
        _cipher.TransformCtr(_block, encrypted, _content);
        _block += (ulong)(encrypted.Length / 16);
        ReadOnlySpan<byte> content = _content.AsSpan(0, _frameSize);
        _frameSize = -1;
        if (!RlpxFrame.TrySplit(content, out ulong code, out ReadOnlySpan<byte> payload)) { return Fail(RlpxFault.Code); }

        int limit = code < Devp2pCodes.ProtocolOffset ? RlpxLimits.MaxBaseMessageSize : MaxMessageSize;
        if (Decompresses)
        {
            if (!Snappy.TryGetLength(payload, out int length)) { return Fail(RlpxFault.Compression); }
            if (length > limit) { return Fail(RlpxFault.TooLarge); }
            if (_message.Length < length) { _message = new byte[Grow(length)]; }
            if (!Snappy.TryDecode(payload, _message, out int written)) { return Fail(RlpxFault.Compression); }
            payload = _message.AsSpan(0, written);
        }
        else if (payload.Length > limit)
        {
            return Fail(RlpxFault.TooLarge);
        }

        frame = new RlpxFrame(code, payload);
        return true;
    }

    private static int Grow(int needed) => (int)Math.Max(1024, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)needed));

    private bool Fail(RlpxFault fault)
    {
        Fault = fault;
        return false;
    }
}
