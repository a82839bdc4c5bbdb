using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;

namespace Weir.Programs.Guests;

/// <summary>
/// The agent inside a guest kernel: starts processes on behalf of the run outside, hands their output through the serial line and tells how they ended. At most <see cref="ProcessLimit"/> processes run at once.
/// </summary>
public sealed class GuestAgent
{
    /// <summary>Processes at once.</summary>
    public const int ProcessLimit = 1024;

    private readonly GuestLine _line;
    private readonly IProgramHost _host;
    private readonly ConcurrentDictionary<uint, INodeProcess> _processes = new();

    /// <summary>An agent on a serial line (in raw mode) that starts processes by <paramref name="host"/>. It owns the line.</summary>
    public GuestAgent(Stream line, IProgramHost host)
    {
        _line = new GuestLine(line);
        _host = host;
    }

    /// <summary>Says hello and serves until it is told to shut down or the line ends; then ends every process.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using (_line)
        {
            await _line.WriteAsync(GuestMessageType.Hello, 0, default, cancellation).ConfigureAwait(false);
            while (await _line.ReadAsync(cancellation).ConfigureAwait(false) is { } message && message.Type != GuestMessageType.Shutdown)
            {
                await AcceptAsync(message, cancellation).ConfigureAwait(false);
            }

            foreach (INodeProcess process in _processes.Values) { process.Signal(Signals.Kill); }
        }
    }

    private async Task AcceptAsync(GuestMessage message, CancellationToken cancellation)
    {
        _processes.TryGetValue(message.Id, out INodeProcess? process);
        switch (message.Type)
        {
            case GuestMessageType.Start:
                await StartAsync(message, cancellation).ConfigureAwait(false);
                break;
            case GuestMessageType.Signal when message.Payload.Length == 4:
                process?.Signal(BinaryPrimitives.ReadInt32BigEndian(message.Payload.Span));
                break;
            case GuestMessageType.Input:
                await FeedAsync(process, message.Payload).ConfigureAwait(false);
                break;
            case GuestMessageType.Listens when message.Payload.Length == 5:
                bool listens = await _host.ListensAsync(BinaryPrimitives.ReadInt32BigEndian(message.Payload.Span), message.Payload.Span[4] == 1, cancellation).ConfigureAwait(false);
                await _line.WriteAsync(GuestMessageType.Answer, message.Id, new byte[] { listens ? (byte)1 : (byte)0 }, cancellation).ConfigureAwait(false);
                break;
            case GuestMessageType.Usage:
                await TellUsageAsync(message.Id, process, cancellation).ConfigureAwait(false);
                break;
            default:
                await RefuseAsync(message.Id, $"message {(byte)message.Type} with {message.Payload.Length} bytes is not understood").ConfigureAwait(false);
                break;
        }
    }

    private async Task StartAsync(GuestMessage message, CancellationToken cancellation)
    {
        if (_processes.Count >= ProcessLimit)
        {
            await RefuseAsync(message.Id, $"{ProcessLimit} processes run in the guest already").ConfigureAwait(false);
            return;
        }

        INodeProcess process;
        try
        {
            process = await _host.StartAsync(GuestOrder.Read(message.Payload), cancellation).ConfigureAwait(false);
        }
        catch (WeirException fault)
        {
            await RefuseAsync(message.Id, fault.Message).ConfigureAwait(false);
            return;
        }

        _processes[message.Id] = process;
        byte[] id = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(id, process.Id);
        await _line.WriteAsync(GuestMessageType.Started, message.Id, id, cancellation).ConfigureAwait(false);
        _ = WatchAsync(message.Id, process);
    }

    private async Task WatchAsync(uint id, INodeProcess process)
    {
        try
        {
            await using (process.ConfigureAwait(false))
            {
                Task streams = Task.WhenAll(PumpAsync(GuestMessageType.Output, id, process.Output), PumpAsync(GuestMessageType.Error, id, process.Error));
                int code = await process.Ended.ConfigureAwait(false);
                // A child that holds the streams open must not keep the end from being told.
                await Task.WhenAny(streams, Task.Delay(500)).ConfigureAwait(false);
                byte[] payload = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(payload, code);
                await _line.WriteAsync(GuestMessageType.Exited, id, payload).ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The line is gone: the run outside has ended, and nobody is left to be told.
            process.Signal(Signals.Kill);
        }
        finally
        {
            _processes.TryRemove(id, out _);
        }
    }

    private async Task PumpAsync(GuestMessageType type, uint id, Stream stream)
    {
        byte[] piece = new byte[GuestLine.PieceLimit];
        int read;
        do
        {
            read = await stream.ReadAsync(piece).ConfigureAwait(false);
            await _line.WriteAsync(type, id, piece.AsMemory(0, read)).ConfigureAwait(false);
        }
        while (read > 0);
    }

    private static async Task FeedAsync(INodeProcess? process, ReadOnlyMemory<byte> bytes)
    {
        if (process?.Input is not { } input) { return; }
        try
        {
            if (bytes.IsEmpty) { await input.DisposeAsync().ConfigureAwait(false); }
            else
            {
                await input.WriteAsync(bytes).ConfigureAwait(false);
                await input.FlushAsync().ConfigureAwait(false);
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // The process does not read any more; that it ended is told on its own.
            return;
        }
    }

    private Task TellUsageAsync(uint id, INodeProcess? process, CancellationToken cancellation)
    {
        (double cpu, long resident) = process?.Usage() ?? default;
        byte[] payload = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(payload, (long)(cpu * 1e6));
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(8), resident);
        return _line.WriteAsync(GuestMessageType.Used, id, payload, cancellation);
    }

    private Task RefuseAsync(uint id, string why) => _line.WriteAsync(GuestMessageType.Refused, id, Encoding.UTF8.GetBytes(why));
}
