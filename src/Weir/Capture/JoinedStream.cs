namespace Weir.Capture;

/// <summary>Reads one stream to its end, then a part of a file from an offset to another. Read only, forwards.</summary>
internal sealed class JoinedStream : Stream
{
    private readonly Stream _head;
    private readonly FileStream _file;
    private readonly long _end;

    /// <summary>Joins them; both are disposed with it.</summary>
    public JoinedStream(Stream head, FileStream file, long begin, long end)
    {
        _head = head;
        _file = file;
        _file.Position = begin;
        _end = end;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = _head.Read(buffer);
        if (read > 0 || buffer.IsEmpty) { return read; }
        long left = _end - _file.Position;
        return left <= 0 ? 0 : _file.Read(buffer[..(int)Math.Min(left, buffer.Length)]);
    }

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _head.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
