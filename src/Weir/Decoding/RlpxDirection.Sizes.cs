using Weir.Wire.Ethereum;

namespace Weir.Decoding;

/// <summary>
/// Frames whose size is wrong. The size is the only part of a header that is not known beforehand; where its authentication code is checked late or not at all, a size that a bit error made larger would
/// hide the frames behind it. So it is compared with what the content says, and when that does not fit, the hidden header is looked for: a frame of m blocks leaves one place in the keystream for it.
/// </summary>
internal sealed partial class RlpxDirection
{
    /// <summary>Bytes of a frame that show whether its size can be right: header, code and the first block of the content.</summary>
    private const int SizeProof = RlpxHeader.Size + RlpxHeader.MacSize + Aes256.BlockSize;

    /// <summary>Where the frame before the current one begins: the last place that is certain when the header behind it is wrong.</summary>
    private Border _before;

    /// <summary>Frames behind <see cref="_border"/> that were counted before the place was lost.</summary>
    private long _counted;

    /// <summary>Looks at the first <see cref="SizeProof"/> bytes of a frame that is not whole; when its size cannot be right, the next header is searched for from here.</summary>
    private bool CheckSize(ReadOnlySpan<byte> wire)
    {
        _sizeChecked = true;
        Span<byte> plain = stackalloc byte[Aes256.BlockSize];
        conversation.Secret!.Cipher.TransformCtr(_counter + 1, wire[(RlpxHeader.Size + RlpxHeader.MacSize)..SizeProof], plain);
        if (IsPlausible(plain[..Math.Min(plain.Length, _frameSize)], _counter > 0)) { return true; }
        OpenDoubt(0, "the size of a frame was wrong");
        _stage.Balance.Add(Waypoint.BytesSkipped, SizeProof);
        BeginResume(_frameOffset);
        return false;
    }

    /// <summary>Whether the size of a whole frame that is not unpacked can be right: a header comes behind it or, when that is not there yet, its begin and its padding have the right form.</summary>
    private bool IsRightSize(ReadOnlySpan<byte> plain, bool compressed, ReadOnlySpan<byte> next) =>
        next.Length >= RlpxHeader.Size
            ? IsHeaderAt(conversation.Secret!.Cipher, next, _counter + (ulong)RlpxHeader.KeystreamBlocks(_frameSize))
            : IsPlausible(plain[.._frameSize], compressed) && !plain[_frameSize..].ContainsAnyExcept((byte)0);

    /// <summary>Whether content that begins like this can have the size that the header says. Packed content is hardly larger than what it unpacks to; the first message is not packed, and small.</summary>
    private bool IsPlausible(ReadOnlySpan<byte> start, bool compressed)
    {
        _ = ReadCode(start, out int codeLength);
        if (codeLength == 0) { return false; }
        int packed = _frameSize - codeLength;
        if (!compressed) { return packed <= RlpxLimits.MaxBaseMessageSize; }
        return Snappy.TryGetLength(start[codeLength..], out int length) && length <= RlpxLimits.MaxMessageSize && packed <= 64 + (2L * length);
    }

    /// <summary>Looks for a header inside a frame, at the place in the keystream that it has when the frame ends before it.</summary>
    private bool TryFindInside(ReadOnlySpan<byte> wire, out int end)
    {
        Aes256 cipher = conversation.Secret!.Cipher;
        for (end = RlpxHeader.WireSize(1); end <= wire.Length - RlpxHeader.Size; end += Aes256.BlockSize)
        {
            if (IsHeaderAt(cipher, wire[end..], _counter + BlocksOf(end))) { return true; }
        }

        return false;
    }

    /// <summary>Looks for a header in what has come of the current frame; when there is one, the bytes from it on are read again. They all count as come with the last of them.</summary>
    private bool TryReadAgain(Origin origin)
    {
        if (_wireSize == 0 || !TryFindInside(_buffer.AsSpan(0, _length), out int end)) { return false; }
        OpenDoubt(0, "the size of a frame was wrong");
        _stage.Balance.Add(Waypoint.FramesLost);
        byte[] rest = _buffer.AsSpan(end, _length - end).ToArray();
        _counter += BlocksOf(end);
        _length = 0;
        _wireSize = 0;
        _job = null;
        Data(rest, origin with { Offset = _frameOffset + end });
        return true;
    }

    /// <summary>The header is not where the frame before it says: either of them may be changed, so the search begins at that one.</summary>
    private void BeginResumeBehindWrongSize()
    {
        _lastTime = _before.Time;
        OpenDoubt(0, "a header was not where it should be");
        BeginResume(_before.Offset);
        _counter = _before.Counter;
        _counted = 1;
    }

    /// <summary>Keystream blocks of a frame of so many bytes on the wire.</summary>
    private static ulong BlocksOf(int wireSize) => (ulong)(1 + (wireSize - RlpxHeader.Overhead) / Aes256.BlockSize);

    /// <summary>The begin of a frame in the stream and in the keystream, and the time of the one before it.</summary>
    private readonly record struct Border(long Offset, ulong Counter, long Time);
}
