using System.Threading.Channels;
using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>
/// One connection of a switch: the handshake, then two loops. One reads messages and hands them to the controller's queue, waiting when that is full; the other writes what the app sends.
/// </summary>
internal sealed class SwitchSession(OpenFlowConnection connection, ControllerOptions options, ControllerCounters counters, TimeProvider time) : IAsyncDisposable
{
    private readonly Channel<byte[]> _outgoing = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(options.SendQueue) { SingleReader = true });
    private long _lastReceived = time.GetTimestamp();
    private uint _transaction;
    private int _isOver;

    /// <summary>The switch, after the handshake.</summary>
    public ControlledSwitch? Switch { get; private set; }

    /// <summary>Why it ended.</summary>
    public string EndReason { get; private set; } = "closed";

    /// <summary>How long nothing has come.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Interlocked.Read(ref _lastReceived));

    /// <summary>Greets, asks who the switch is, empties its tables and waits until that is done. False with <see cref="EndReason"/>.</summary>
    public async Task<bool> OpenAsync(uint versions, CancellationToken cancellation)
    {
        using CancellationTokenSource late = new(options.HandshakeTime, time);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            if (!await connection.NegotiateAsync(versions, limit.Token).ConfigureAwait(false)) { return Refuse(connection.EndReason); }
            if (await AskAsync(new SimpleMessage(OpenFlowType.FeaturesRequest), limit.Token).ConfigureAwait(false) is not FeaturesReply features) { return Refuse(connection.EndReason); }
            List<PortDescription> ports = [.. features.Ports];
            if (connection.Version == OpenFlowVersion.OpenFlow13 && !await ReadPortsAsync(ports, limit.Token).ConfigureAwait(false)) { return Refuse(connection.EndReason); }
            await WriteAsync(new SwitchConfig(OpenFlowType.SetConfig, 0, options.MissSendLength), limit.Token).ConfigureAwait(false);
            if (options.ClearsTables)
            {
                await WriteAsync(new FlowMod { Command = FlowModCommand.Delete, Table = connection.Version == OpenFlowVersion.OpenFlow13 ? FlowMod.AllTables : (byte)0 }, limit.Token).ConfigureAwait(false);
            }

            if (await AskAsync(new SimpleMessage(OpenFlowType.BarrierRequest), limit.Token).ConfigureAwait(false) is not SimpleMessage) { return Refuse(connection.EndReason); }
            Switch = new ControlledSwitch(this, features, ports, connection.Version, connection.Remote, time.GetUtcNow());
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Refuse("the handshake took too long");
        }
        catch (IOException fault)
        {
            return Refuse(fault.Message);
        }
    }

    /// <summary>Reads until the connection ends. Each message that an app is to see goes into <paramref name="events"/>.</summary>
    public async Task ReadAsync(ChannelWriter<ControllerEvent> events, CancellationToken cancellation)
    {
        try
        {
            while (await connection.ReceiveAsync(cancellation).ConfigureAwait(false) is { } message)
            {
                Interlocked.Exchange(ref _lastReceived, time.GetTimestamp());
                await TakeAsync(message, events, cancellation).ConfigureAwait(false);
            }

            if (Volatile.Read(ref _isOver) == 0) { EndReason = connection.EndReason; }
        }
        finally
        {
            counters.Add(ControllerCounter.NotUnderstood, connection.NotUnderstood);
        }
    }

    /// <summary>Writes what is queued until <see cref="End"/>.</summary>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        ChannelReader<byte[]> reader = _outgoing.Reader;
        byte[] batch = new byte[1 << 16];
        try
        {
            while (await reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
            {
                int length = 0;
                while (reader.TryPeek(out byte[]? next) && (length == 0 || length + next.Length <= batch.Length) && reader.TryRead(out next))
                {
                    if (batch.Length < next.Length) { batch = new byte[next.Length]; }
                    next.CopyTo(batch.AsSpan(length));
                    length += next.Length;
                }

                await connection.SendAsync(batch.AsMemory(0, length), cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // The reader sees the same end and tells it; what is queued from now on has nowhere to go.
            End("closed");
        }
    }

    /// <summary>Asks the switch whether it lives.</summary>
    public void Probe() => Queue(new EchoMessage(false, ReadOnlyMemory<byte>.Empty));

    /// <summary>Queues a message of the app.</summary>
    public uint Send(OpenFlowMessage message)
    {
        uint transaction = message.TransactionId != 0 ? message.TransactionId : Interlocked.Increment(ref _transaction);
        if (!Queue(message with { TransactionId = transaction })) { return 0; }
        if (message is FlowMod) { counters.Add(ControllerCounter.FlowMods); }
        if (message is PacketOut) { counters.Add(ControllerCounter.PacketOuts); }
        return transaction;
    }

    /// <summary>Ends the session; the reader then ends too.</summary>
    public void End(string reason)
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0) { EndReason = reason; }
        _outgoing.Writer.TryComplete();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        End("closed");
        return connection.DisposeAsync();
    }

    private async ValueTask TakeAsync(OpenFlowMessage message, ChannelWriter<ControllerEvent> events, CancellationToken cancellation)
    {
        switch (message)
        {
            case EchoMessage { IsReply: false } echo:
                Queue(new EchoMessage(true, echo.Data) { TransactionId = echo.TransactionId });
                break;
            case EchoMessage:
                break;
            default:
                if (message is PacketIn) { counters.Add(ControllerCounter.PacketIns); }
                await events.WriteAsync(new ControllerEvent(this, message), cancellation).ConfigureAwait(false);
                break;
        }
    }

    private bool Queue(OpenFlowMessage message)
    {
        if (_outgoing.Writer.TryWrite(message.Encode(connection.Version))) { return true; }
        counters.Add(ControllerCounter.Dropped);
        return false;
    }

    private bool Refuse(string reason)
    {
        EndReason = reason;
        return false;
    }

    private async Task<bool> ReadPortsAsync(List<PortDescription> ports, CancellationToken cancellation)
    {
        OpenFlowMessage? answer = await AskAsync(new MultipartRequest(MultipartKind.PortDescription), cancellation).ConfigureAwait(false);
        while (answer is MultipartReply { Kind: MultipartKind.PortDescription } reply)
        {
            ports.AddRange(reply.Entries.OfType<PortDescriptionEntry>().Select(entry => entry.Port));
            if (!reply.HasMore) { return true; }
            answer = await NextAsync(reply.TransactionId, cancellation).ConfigureAwait(false);
        }

        return false;
    }

    private async Task<OpenFlowMessage?> AskAsync(OpenFlowMessage request, CancellationToken cancellation)
    {
        OpenFlowMessage sent = request with { TransactionId = Interlocked.Increment(ref _transaction) };
        await WriteAsync(sent, cancellation).ConfigureAwait(false);
        return await NextAsync(sent.TransactionId, cancellation).ConfigureAwait(false);
    }

    private async Task<OpenFlowMessage?> NextAsync(uint transaction, CancellationToken cancellation)
    {
        while (await connection.ReceiveAsync(cancellation).ConfigureAwait(false) is { } message)
        {
            switch (message)
            {
                case EchoMessage { IsReply: false } echo:
                    await WriteAsync(new EchoMessage(true, echo.Data) { TransactionId = echo.TransactionId }, cancellation).ConfigureAwait(false);
                    break;
                case PacketIn or FlowRemoved or PortStatus:
                    // Before the app knows the switch nobody can decide about its packets.
                    counters.Add(ControllerCounter.BeforeReady);
                    break;
                default:
                    if (message.TransactionId == transaction) { return message; }
                    break;
            }
        }

        return null;
    }

    private ValueTask WriteAsync(OpenFlowMessage message, CancellationToken cancellation) => connection.SendAsync(message.Encode(connection.Version), cancellation);
}
