using System.Text;
using Weir.Memory;

namespace Weir.Running.InMemory;

/// <summary>What a program in memory writes, as the stream that its log reads. Bounded: lines that find no room are lost, and their number is the stream's last line.</summary>
internal sealed class MemoryOutput(MemoryLoop loop) : Stream
{
    private const int MostBytes = 4 << 20;

    private readonly ByteQueue _bytes = new(MostBytes);
    private readonly LoopSignal _changed = new(loop);
    private long _lost;
    private bool _ended;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Adds a line.</summary>
    public void WriteLine(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
        if (bytes.Length > _bytes.Free)
        {
            _lost++;
            return;
        }

        _bytes.Add(bytes);
        _changed.Set();
    }

    /// <summary>Nothing more will come.</summary>
    public void End()
    {
        if (_lost > 0) { _bytes.Add(Encoding.UTF8.GetBytes($"{_lost} lines were lost: they came faster than they were read\n")); }
        _ended = true;
        _changed.Set();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_bytes.Count == 0 && !_ended) { await _changed.WaitAsync(cancellationToken).ConfigureAwait(false); }
        return _bytes.Take(buffer.Span);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Not there: the loop's thread must not wait.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
