using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Telemetry;

namespace Weir.Programs.Guests;

/// <summary>The run's end of the line to a guest: starts processes in it and asks about it.</summary>
public sealed class GuestChannel : IAsyncDisposable
{
    private readonly GuestLine _line;
    private readonly ConcurrentDictionary<uint, GuestProcess> _processes = new();
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<GuestMessage>> _questions = new();
    private readonly TaskCompletionSource _hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;
    private readonly string _guest;
    private readonly ILogger _log;
    private uint _lastId;

    /// <summary>Begins to listen on a line, which it owns.</summary>
    /// <param name="line">The line.</param>
    /// <param name="guest">What the guest is called.</param>
    /// <param name="log">Takes what only somebody who looks for a fault wants to know; null for nobody.</param>
    public GuestChannel(Stream line, string guest = "", ILogger? log = null)
    {
        (_guest, _log) = (guest, log ?? NullLogger.Instance);
        _line = new GuestLine(line);
        _reading = ReadAsync();
    }

    /// <summary>Completes when the agent has said hello; fails when the line ended before.</summary>
    public Task Ready => _hello.Task;

    /// <summary>Completes when the line has ended.</summary>
    public Task Ended => _reading;

    /// <summary>Starts a process in the guest.</summary>
    /// <exception cref="WeirException">The guest cannot start it, or is gone.</exception>
    public async Task<INodeProcess> StartAsync(ProcessOrder order, CancellationToken cancellation)
    {
        uint id = Interlocked.Increment(ref _lastId);
        var process = new GuestProcess(this, id, order.HasInput);
        _processes[id] = process;
        GuestMessage answer;
        try
        {
            answer = await AskAsync(GuestMessageType.Start, id, GuestOrder.Write(order), cancellation).ConfigureAwait(false);
        }
        catch
        {
            _processes.TryRemove(id, out _);
            throw;
        }

        if (answer.Type == GuestMessageType.Started && answer.Payload.Length == 4)
        {
            process.Id = BinaryPrimitives.ReadInt32BigEndian(answer.Payload.Span);
            _log.GuestProcessStarted(_guest, process.Id, order.Command[0]);
            return process;
        }

        _processes.TryRemove(id, out _);
        throw new WeirException(Encoding.UTF8.GetString(answer.Payload.Span), 5);
    }

    /// <summary>True when something in the guest listens at the port.</summary>
    /// <exception cref="WeirException">The guest is gone.</exception>
    public async Task<bool> ListensAsync(int port, bool udp, CancellationToken cancellation)
    {
        byte[] payload = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(payload, port);
        payload[4] = udp ? (byte)1 : (byte)0;
        GuestMessage answer = await AskAsync(GuestMessageType.Listens, Interlocked.Increment(ref _lastId), payload, cancellation).ConfigureAwait(false);
        return answer.Type == GuestMessageType.Answer && answer.Payload.Length == 1 && answer.Payload.Span[0] == 1;
    }

    /// <summary>Tells the guest to end everything and to switch off.</summary>
    public Task ShutdownAsync() => _line.WriteAsync(GuestMessageType.Shutdown, 0, default);

    /// <summary>Ends the line; every process counts as killed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested) { return; }
        await _end.CancelAsync().ConfigureAwait(false);
        _line.Dispose();
        await _reading.ConfigureAwait(false);
        _end.Dispose();
    }

    internal Task SendAsync(GuestMessageType type, uint id, ReadOnlyMemory<byte> payload) => _line.WriteAsync(type, id, payload, _end.Token);

    internal async Task<GuestMessage> AskAsync(GuestMessageType type, uint id, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<GuestMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions[id] = answer;
        try
        {
            await _line.WriteAsync(type, id, payload, cancellation).ConfigureAwait(false);
            Task first = await Task.WhenAny(answer.Task, _reading.WaitAsync(cancellation)).ConfigureAwait(false);
            if (first == answer.Task) { return await answer.Task.ConfigureAwait(false); }
            cancellation.ThrowIfCancellationRequested();
            throw new WeirException("the guest is gone", 5);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            throw new WeirException("the guest is gone", 5, gone);
        }
        finally
        {
            _questions.TryRemove(id, out _);
        }
    }

    private async Task ReadAsync()
    {
        string why = "it was closed";
        try
        {
            while (await _line.ReadAsync(_end.Token).ConfigureAwait(false) is { } message) { Accept(message); }
        }
        catch (Exception ended) when (ended is IOException or InvalidDataException or OperationCanceledException or ObjectDisposedException)
        {
            why = ended.Message;
            _hello.TrySetException(new WeirException($"the guest went away: {ended.Message}", 4, ended));
        }

        _hello.TrySetException(new WeirException("the guest went away before it was ready (its console is in the log)", 4));
        _log.GuestLineEnded(_guest, why, _processes.Count);
        foreach (GuestProcess process in _processes.Values) { process.Exit(128 + Signals.Kill); }
    }

    private void Accept(GuestMessage message)
    {
        switch (message.Type)
        {
            case GuestMessageType.Hello:
                _hello.TrySetResult();
                break;
            case GuestMessageType.Output or GuestMessageType.Error:
                if (_processes.TryGetValue(message.Id, out GuestProcess? writer)) { writer.Accept(message); }
                break;
            case GuestMessageType.Exited when message.Payload.Length == 4:
                if (_processes.TryRemove(message.Id, out GuestProcess? ended)) { ended.Exit(BinaryPrimitives.ReadInt32BigEndian(message.Payload.Span)); }
                break;
            default:
                if (_questions.TryGetValue(message.Id, out TaskCompletionSource<GuestMessage>? answer)) { answer.TrySetResult(message); }
                break;
        }
    }
}
