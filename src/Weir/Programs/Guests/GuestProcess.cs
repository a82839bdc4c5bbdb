using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Weir.Programs.Guests;

/// <summary>A process in a guest. Its output waits in a pipe; one that nobody reads is dropped beyond <see cref="OutputLimit"/> bytes and counted, so that one program cannot block the others' line.</summary>
internal sealed class GuestProcess : INodeProcess
{
    /// <summary>Bytes of one stream that wait to be read at most.</summary>
    public const int OutputLimit = 4 << 20;

    private readonly GuestChannel _channel;
    private readonly uint _number;
    private readonly Pipe _output = NewPipe();
    private readonly Pipe _error = NewPipe();
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _waitingOutput;
    private long _waitingError;

    /// <summary>A process that the guest has been asked to start.</summary>
    public GuestProcess(GuestChannel channel, uint number, bool hasInput)
    {
        _channel = channel;
        _number = number;
        Output = new CountedStream(_output.Reader.AsStream(), read => Interlocked.Add(ref _waitingOutput, -read));
        Error = new CountedStream(_error.Reader.AsStream(), read => Interlocked.Add(ref _waitingError, -read));
        Input = hasInput ? new GuestInput(channel, number) : null;
    }

    /// <inheritdoc/>
    public int Id { get; internal set; }

    /// <inheritdoc/>
    public Stream Output { get; }

    /// <inheritdoc/>
    public Stream Error { get; }

    /// <inheritdoc/>
    public Stream? Input { get; }

    /// <inheritdoc/>
    public Task<int> Ended => _ended.Task;

    /// <summary>Bytes of output that were dropped because nobody read them.</summary>
    public long DroppedBytes { get; private set; }

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
    internal void Accept(GuestMessage message)
    {
        bool error = message.Type == GuestMessageType.Error;
        PipeWriter writer = (error ? _error : _output).Writer;
        if (message.Payload.IsEmpty)
        {
            writer.Complete();
            return;
        }

        ref long waiting = ref error ? ref _waitingError : ref _waitingOutput;
        if (Volatile.Read(ref waiting) > OutputLimit)
        {
            DroppedBytes += message.Payload.Length;
            return;
        }

        Interlocked.Add(ref waiting, message.Payload.Length);
        message.Payload.Span.CopyTo(writer.GetSpan(message.Payload.Length));
        writer.Advance(message.Payload.Length);
        // The pipe never pauses its writer, so this completes at once.
        _ = writer.FlushAsync().AsTask();
    }

    /// <summary>It ended.</summary>
    internal void Exit(int code)
    {
        _output.Writer.Complete();
        _error.Writer.Complete();
        _ended.TrySetResult(code);
    }

    private static Pipe NewPipe() => new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
}
