namespace Weir.Fabric;

/// <summary>
/// An end in memory: what stands in for a node's interface in labs without a kernel, and in tests. The node's side may be used from any thread. Both queues are bounded; what does not fit is refused and counted.
/// </summary>
internal sealed class MemoryEnd(int capacity = 1024) : ILinkEnd
{
    private readonly Lock _lock = new();

    // Guarded by _lock, as the buffers in them are.
    private readonly Queue<FrameBuffer> _toEngine = new();
    private readonly Queue<FrameBuffer> _toNode = new();
    private readonly FramePool _pool = new(256L << 20);
    private long _dropped;
    private bool _disposed;

    /// <inheritdoc/>
    public int Descriptor => -1;

    /// <inheritdoc/>
    public Action? Arrived { get; set; }

    /// <inheritdoc/>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <inheritdoc/>
    public bool Gone => Volatile.Read(ref _disposed);

    /// <summary>Called when a frame begins to wait for the node, by whoever delivers it.</summary>
    public Action? Delivered { get; set; }

    /// <summary>True when the engine passes large segments in one piece.</summary>
    public bool LargeSegmentsAllowed { get; private set; }

    /// <summary>Frames that wait for the node.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) { return _toNode.Count; }
        }
    }

    /// <summary>The node sends a frame. <paramref name="header"/> is its <see cref="VnetHeader"/>, empty for a plain frame. False when the queue is full, the frame too long, or the end disposed.</summary>
    public bool Send(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> header = default)
    {
        int length = frame.Length + VnetHeader.Length;
        lock (_lock)
        {
            if (_disposed || _toEngine.Count >= capacity || length > FramePool.LargeSize || _pool.Rent(length > FramePool.SmallSize) is not { } buffer)
            {
                _dropped++;
                return false;
            }

            buffer.Length = length;
            buffer.Content[..VnetHeader.Length].Clear();
            header.CopyTo(buffer.Content);
            frame.CopyTo(buffer.Frame);
            _toEngine.Enqueue(buffer);
        }

        Arrived?.Invoke();
        return true;
    }

    /// <summary>The node takes the next frame, without its header. False when none waits; a longer frame than <paramref name="into"/> is cut.</summary>
    public bool TryReceive(Span<byte> into, out int length)
    {
        lock (_lock)
        {
            if (!_toNode.TryDequeue(out FrameBuffer? buffer))
            {
                length = 0;
                return false;
            }

            length = Math.Min(into.Length, buffer.Frame.Length);
            buffer.Frame[..length].CopyTo(into);
            _pool.Return(buffer);
            return true;
        }
    }

    /// <inheritdoc/>
    public bool TryRead(FramePool pool, out FrameBuffer frame)
    {
        lock (_lock)
        {
            while (_toEngine.TryDequeue(out FrameBuffer? buffer))
            {
                FrameBuffer? lent = pool.Rent(buffer.Large);
                if (lent is not null)
                {
                    buffer.Content.CopyTo(lent.Bytes);
                    lent.Length = buffer.Length;
                }
                else
                {
                    _dropped++;
                }

                _pool.Return(buffer);
                if (lent is null) { continue; }
                frame = lent;
                return true;
            }
        }

        frame = null!;
        return false;
    }

    /// <inheritdoc/>
    public bool TryWrite(FrameBuffer frame)
    {
        lock (_lock)
        {
            if (_disposed || _toNode.Count >= capacity || _pool.Rent(frame.Large) is not { } buffer) { return false; }
            frame.Content.CopyTo(buffer.Bytes);
            buffer.Length = frame.Length;
            _toNode.Enqueue(buffer);
        }

        Delivered?.Invoke();
        return true;
    }

    /// <inheritdoc/>
    public void AllowLargeSegments(bool allowed) => LargeSegmentsAllowed = allowed;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _toEngine.Clear();
            _toNode.Clear();
        }
    }
}
