namespace Weir.Capture;

/// <content>Reading many packets at once, for a second thread.</content>
public sealed partial class CaptureReader
{
    private FrameBatch? _batch;
    private bool _batchIsFull;

    /// <summary>
    /// Fills <paramref name="batch"/> with the next packets: as many as lie whole in one read of its buffer, at least one. False at the end and at a
    /// fault, with an empty batch. Bytes are read straight into the batch; only the record that its end cuts is copied. May be mixed with <see cref="TryRead"/>.
    /// </summary>
    public bool TryReadBatch(FrameBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Begin(_number + 1);
        if (_ended && _end == _position) { return false; }

        // The batch's buffer takes the place of the reader's own, which keeps what is not used up until the next call.
        byte[] own = _buffer;
        int kept = _end - _position;
        byte[] buffer = batch.Buffer.Length >= kept ? batch.Buffer : NewBuffer(kept);
        own.AsSpan(_position, kept).CopyTo(buffer);
        _base += _position;
        _buffer = buffer;
        _position = 0;
        _end = kept;
        if (!_ended) { TopUp(); }

        _batch = batch;
        _batchIsFull = false;
        while (TryRead(out Frame frame)) { batch.Add(frame, _buffer, _interface); }
        batch.Finish(_buffer, _points);
        _batch = null;
        _batchIsFull = false;

        int left = _end - _position;
        if (left > own.Length) { own = NewBuffer(left); }
        _buffer.AsSpan(_position, left).CopyTo(own);
        _base += _position;
        _buffer = own;
        _position = 0;
        _end = left;
        return batch.Count > 0;
    }

    /// <summary>
    /// Fills <paramref name="batch"/> with the next packets where they lie in the reader's own buffer, at most <paramref name="most"/>, at least one; they are valid until the next call. False as with
    /// <see cref="TryReadBatch"/>. For one thread: packets are worked on while the walk over them has just loaded their headers.
    /// </summary>
    internal bool TryReadRun(FrameBatch batch, int most)
    {
        batch.Begin(_number + 1);
        _batch = batch;
        _batchIsFull = false;
        while (batch.Count < most && TryRead(out Frame frame)) { batch.Add(frame, _buffer, _interface); }
        batch.Finish(_buffer, _points);
        _batch = null;
        _batchIsFull = false;
        return batch.Count > 0;
    }

    /// <summary>
    /// Reads once more behind what is there, so that a batch is large although packets are left from the read before. Not where that could wait for bytes that are still to come: what is there is handed on first.
    /// </summary>
    private void TopUp()
    {
        bool isAtHand = _end == 0 || _source.Consumed < _source.Length;
        if (isAtHand && _end < _buffer.Length) { _end += ReadSource(_buffer.AsSpan(_end)); }
    }
}
