using Weir.Wire.Ethereum;

namespace Weir.Decoding;

/// <summary>
/// Finding the next frame after lost bytes. Frames are multiples of 16 bytes, so it lies at a multiple of 16 from the last known border; and a frame of m blocks uses m - 2 keystream blocks,
/// so with k frames in between the counter is that of the border plus all blocks minus 2k. Each place is looked up in a table of the keystream; 104 equal bits are proof.
/// </summary>
internal sealed partial class RlpxDirection
{
    private long _border;
    private KeystreamTable? _keystream;

    private void BeginResume(long border)
    {
        _border = border;
        _keystream = null;
        _length = 0;
        _wireSize = 0;
        _job = null;
        _counted = 0;
        _state = State.Resume;
    }

    private int Resume(ReadOnlySpan<byte> bytes, Origin origin)
    {
        // A header may be cut by chunks: up to 15 bytes wait for the next ones.
        if (_length > 0)
        {
            int kept = _length;
            int take = Math.Min(RlpxHeader.Size - kept, bytes.Length);
            Keep(bytes[..take]);
            if (_length < RlpxHeader.Size) { return take; }
            _length = 0;
            if (TryResume(_buffer.AsSpan(0, RlpxHeader.Size), origin.Offset - kept))
            {
                // The first byte came with an earlier chunk: _firstFrame was set when it was kept.
                _frameOffset = origin.Offset - kept;
                _wireSize = 0;
                Keep(_buffer.AsSpan(0, kept));
                return 0;
            }

            _stage.Balance.Add(Waypoint.BytesSkipped, RlpxHeader.Size);
            return take;
        }

        long ahead = Ahead(origin.Offset);
        for (long at = ahead; at <= bytes.Length - RlpxHeader.Size; at += RlpxHeader.Size)
        {
            if (TryResume(bytes.Slice((int)at, RlpxHeader.Size), origin.Offset + at) || _state != State.Resume)
            {
                _stage.Balance.Add(Waypoint.BytesSkipped, at);
                return (int)at;
            }

            ahead = at + RlpxHeader.Size;
        }

        if (ahead < bytes.Length)
        {
            _firstFrame = origin.Frame;
            Keep(bytes[(int)ahead..]);
        }

        _stage.Balance.Add(Waypoint.BytesSkipped, Math.Min(ahead, bytes.Length));
        return bytes.Length;
    }

    /// <summary>Bytes from <paramref name="offset"/> to the next place where a frame may begin.</summary>
    private long Ahead(long offset)
    {
        long since = offset - _border;
        return since <= 0 ? -since : (RlpxHeader.Size - since % RlpxHeader.Size) % RlpxHeader.Size;
    }

    private bool TryResume(ReadOnlySpan<byte> header, long offset)
    {
        ulong units = (ulong)(offset - _border) / RlpxHeader.Size;
        Aes256 cipher = conversation.Secret!.Cipher;
        if (units == 0)
        {
            if (!IsHeaderAt(cipher, header, _counter)) { return false; }
            Found(_counter, 0);
            return true;
        }

        if (units > (ulong)_stage.Options.JoinBlocks)
        {
            BeginJoin();
            return false;
        }

        _keystream ??= new KeystreamTable(cipher, _counter);
        if (!_keystream.TryFind(header, units, out ulong counter)) { return false; }
        ulong lost = (_counter + units - counter) / 2;
        if (counter > _counter + units || lost > units / 4 || !IsHeaderAt(cipher, header, counter)) { return false; }
        Found(counter, Math.Max(0, (long)lost - _counted));
        return true;
    }

    private void Found(ulong counter, long lost)
    {
        _counter = counter;
        _keystream = null;
        _state = State.Frames;
        _stage.Balance.Add(Waypoint.FramesLost, lost);
    }

    private static bool IsHeaderAt(Aes256 cipher, ReadOnlySpan<byte> header, ulong counter)
    {
        Span<byte> plain = stackalloc byte[RlpxHeader.Size];
        cipher.TransformCtr(counter, header[..RlpxHeader.Size], plain);
        return RlpxHeader.IsHeader(plain);
    }
}
