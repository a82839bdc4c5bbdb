using Weir.Wire.Captures;

namespace Weir.Capture;

/// <content>The window over the source: filling, growing and passing over.</content>
public sealed partial class CaptureReader
{
    /// <summary>Offset of the next unread byte in the (decompressed) capture.</summary>
    private long Offset => _base + _position;

    /// <summary>
    /// Makes at least <paramref name="needed"/> bytes available at <see cref="_position"/>. False when the source ends before that, or when a batch
    /// holds packets that lie in the buffer, which must not move then. The buffer grows as bytes really come, never by what a length says.
    /// </summary>
    private bool Fill(int needed)
    {
        if (_end - _position >= needed) { return true; }
        if (_batch is { Count: > 0 })
        {
            _batchIsFull = true;
            return false;
        }

        MoveToFront();
        while (_end < needed)
        {
            if (_end == _buffer.Length) { Grow(needed); }
            int read = ReadSource(_buffer.AsSpan(_end));
            if (read == 0) { return false; }
            _end += read;
        }

        return true;
    }

    /// <summary>Passes over <paramref name="count"/> bytes without keeping them; false when the source ends before that. Not in a batch that holds packets.</summary>
    private bool Skip(long count)
    {
        while (count > _end - _position)
        {
            count -= _end - _position;
            _position = _end;
            MoveToFront();
            int read = ReadSource(_buffer);
            if (read == 0) { return false; }
            _end = read;
        }

        _position += (int)count;
        return true;
    }

    private void MoveToFront()
    {
        if (_position == 0) { return; }
        _buffer.AsSpan(_position, _end - _position).CopyTo(_buffer);
        _base += _position;
        _end -= _position;
        _position = 0;
    }

    private void Grow(int needed)
    {
        byte[] larger = NewBuffer((int)Math.Min(Math.Max(needed, _buffer.Length), 2L * _buffer.Length));
        _buffer.AsSpan(0, _end).CopyTo(larger);
        _buffer = larger;
    }

    /// <summary>Reads from the source; an error of the file or of its compression ends the capture here with a fault.</summary>
    private int ReadSource(Span<byte> target)
    {
        try
        {
            return _source.Read(target);
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException or ZstdSharp.ZstdException)
        {
            Fault ??= new CaptureFault(
                $"after byte {_base + _end} (packet {_number + 1}) the file cannot be read: {cause.Message}", _base + _end, _number + 1, IsTruncated: false);
            return 0;
        }
    }

    /// <summary>Ends the reading with a fault at <see cref="Offset"/>; always false.</summary>
    private bool Damaged(string what)
    {
        Fault ??= new CaptureFault($"packet {_number + 1} at byte {Offset}: {what}", Offset, _number + 1, IsTruncated: false);
        return End();
    }

    /// <summary>
    /// Ends the reading where the source ended: without a fault at the border of a record, or where following was cancelled; else with one. Always false.
    /// </summary>
    private bool EndedInside(string what, long needed)
    {
        if (_batchIsFull) { return false; }
        int left = _end - _position;
        if (left > 0 && !_source.WasCancelled)
        {
            Fault ??= new CaptureFault(
                $"packet {_number + 1} at byte {Offset} is cut off: {what} needs {needed} bytes, {left} are left", Offset, _number + 1, IsTruncated: true);
        }

        return End();
    }

    private bool End()
    {
        _ended = true;
        _plainPcap = false;
        if (_points.Length < _interfaces.Count) { NamePoints(); } // those that no packet followed
        return false;
    }
}
