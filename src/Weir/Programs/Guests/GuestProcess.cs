using System.Buffers.Binary;

namespace Weir.Programs.Guests;

/// <summary>A process in a guest.</summary>
internal sealed class GuestProcess : INodeProcess
{
    private readonly GuestChannel _channel;
    private readonly uint _number;
    private readonly OutputPipe _output = new();
    private readonly OutputPipe _error = new();
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A process that the guest has been asked to start.</summary>
    public GuestProcess(GuestChannel channel, uint number, bool hasInput)
    {
        _channel = channel;
        _number = number;
        Input = hasInput ? new GuestInput(channel, number) : null;
    }

    /// <inheritdoc/>
    public int Id { get; internal set; }

    /// <inheritdoc/>
    public Stream Output => _output.Stream;

    /// <inheritdoc/>
    public Stream Error => _error.Stream;

    /// <inheritdoc/>
    public Stream? Input { get; }

    /// <inheritdoc/>
    public Task<int> Ended => _ended.Task;

    /// <summary>Bytes of output that were dropped because nobody read them.</summary>
    public long DroppedBytes => _output.Dropped + _error.Dropped;

    /// <inheritdoc/>
    public void Signal(int signal)
    {
        if (_ended.Task.IsCompleted) { return; }
        byte[] payload = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, signal);
        _ = _channel.SendAsync(GuestMessageType.Signal, _number, payload);
    }

    /// <inheritdoc/>
    public (double CpuSeconds, long ResidentBytes) Usage()
    {
        if (_ended.Task.IsCompleted) { return default; }
        GuestMessage answer = _channel.AskAsync(GuestMessageType.Usage, _number, default, CancellationToken.None).GetAwaiter().GetResult();
        if (answer.Type != GuestMessageType.Used || answer.Payload.Length != 16) { return default; }
        ReadOnlySpan<byte> values = answer.Payload.Span;
        return (BinaryPrimitives.ReadInt64BigEndian(values) / 1e6, BinaryPrimitives.ReadInt64BigEndian(values[8..]));
    }

    /// <summary>Kills it when it still runs.</summary>
    public ValueTask DisposeAsync()
    {
        Signal(Signals.Kill);
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes output from the line.</summary>
    internal void Accept(GuestMessage message) => (message.Type == GuestMessageType.Error ? _error : _output).Take(message.Payload.Span);

    /// <summary>It ended.</summary>
    internal void Exit(int code)
    {
        _output.Complete();
        _error.Complete();
        _ended.TrySetResult(code);
    }
}
