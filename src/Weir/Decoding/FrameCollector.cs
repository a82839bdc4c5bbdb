namespace Weir.Decoding;

/// <summary>
/// Makes pieces of known length from the chunks of one direction. A piece may grow (first its length, then all of it) until <see cref="Done"/>.
/// </summary>
internal sealed class FrameCollector
{
    private byte[] _buffer = [];
    private int _length;
    private int _taken;

    /// <summary>Number of the frame that carried the piece's first byte.</summary>
    public long FirstFrame { get; private set; }

    /// <summary>Offset of the piece's first byte in its stream.</summary>
    public long Offset { get; private set; }

    /// <summary>Bytes of a piece that is not whole yet.</summary>
    public int Kept => _length;

    /// <summary>True when no border is known any more.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The first <paramref name="count"/> bytes of the current piece; false, with all bytes kept, when they have not come yet.</summary>
    public bool TryTake(int count, ref ReadOnlySpan<byte> bytes, long frame, long offset, out ReadOnlySpan<byte> piece)
    {
        if (_length == 0)
        {
            FirstFrame = frame;
            Offset = offset;
        }

        int missing = count - _length;
        if (missing > 0)
        {
            int take = Math.Min(missing, bytes.Length);
            if (_buffer.Length < _length + take) { Array.Resize(ref _buffer, Math.Max(_length + take, Math.Max(256, 2 * _buffer.Length))); }
            bytes[..take].CopyTo(_buffer.AsSpan(_length));
            _length += take;
            bytes = bytes[take..];
            if (_length < count)
            {
                piece = default;
                return false;
            }
        }

        _taken = count;
        piece = _buffer.AsSpan(0, count);
        return true;
    }

    /// <summary>Forgets the piece that was taken.</summary>
    public void Done()
    {
        _buffer.AsSpan(_taken, _length - _taken).CopyTo(_buffer);
        _length -= _taken;
        _taken = 0;
    }

    /// <summary>Gives up: bytes were lost.</summary>
    public void Lose()
    {
        IsLost = true;
        _buffer = [];
        _length = 0;
    }
}
