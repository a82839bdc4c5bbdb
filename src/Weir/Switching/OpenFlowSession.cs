using System.Buffers.Binary;
using System.Net.Sockets;
using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <summary>A connection of OpenFlow on the switch's side. What it reads is done under the switch's lock; what it sends waits in a bounded queue, so that the switch never waits for a controller.</summary>
internal sealed partial class OpenFlowSession(OpenFlowSwitch owner, Socket socket, bool isController, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Roles (openflow-1.3 6.3.4).</summary>
    public const uint Equal = 1, Master = 2, Slave = 3;

    private const int MostWaiting = 4 * 1024 * 1024;
    private const int ReadSize = 64 * 1024;
    private const ushort FirstMissSendLength = 128;
    private const int HelloFailed = 0;

    private readonly SemaphoreSlim _waiting = new(0);
    private readonly Lock _gate = new(); // _queue
    private List<byte> _queue = new(ReadSize);
    private long _heard = time.GetTimestamp();

    /// <summary>The version that both sides speak.</summary>
    public OpenFlowVersion Version { get; private set; } = OpenFlowVersion.OpenFlow10;

    /// <summary>True once both sides have said which versions they speak, until the connection ends.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>True when it was open at some time.</summary>
    public bool WasOpen { get; private set; }

    /// <summary>True for a connection that the switch made, while it is open.</summary>
    public bool IsController => isController && IsOpen;

    /// <summary>Equal, master or slave.</summary>
    public uint Role { get; set; } = Equal;

    /// <summary>Most bytes of a packet without an entry that are sent. 0 and no packets at all for who connected to the switch, until it says otherwise.</summary>
    public ushort MissSendLength { get; private set; } = isController ? FirstMissSendLength : (ushort)0;

    /// <summary>Whether it is told what happens: of packets, ports and entries that go.</summary>
    public bool TakesEvents => IsOpen && Role != Slave && (isController || MissSendLength > 0);

    /// <summary>Messages that it was not sent because its queue was full or its version has no words for them.</summary>
    public long NotTold { get; private set; }

    /// <summary>Reads until the other side closes, errs, is silent for too long, or the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        OpenFlowVersion highest = owner.Options.Versions.Count > 0 ? owner.Options.Versions.Max() : OpenFlowVersion.OpenFlow13;
        Put(new HelloMessage((byte)highest, owner.VersionBits).Encode(highest));
        Flush();
        Task sending = SendAsync(end), asking = AskAsync(end);
        byte[] buffer = new byte[ReadSize];
        int filled = 0;
        try
        {
            while (true)
            {
                int read = await socket.ReceiveAsync(buffer.AsMemory(filled), SocketFlags.None, end.Token).ConfigureAwait(false);
                if (read == 0) { break; }
                filled += read;
                _heard = time.GetTimestamp();
                int eaten = 0;
                bool good = true;
                owner.Locked(() => good = TryTake(buffer.AsMemory(0, filled), out eaten));
                Flush();
                if (!good) { break; }
                buffer.AsSpan(eaten, filled - eaten).CopyTo(buffer);
                filled -= eaten;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side went, or the switch ends: the connection is over either way.
            WasOpen |= IsOpen;
        }

        await end.CancelAsync().ConfigureAwait(false);
        _waiting.Release();
        await Task.WhenAll(sending, asking).ConfigureAwait(false);
        owner.Locked(() =>
        {
            WasOpen |= IsOpen;
            IsOpen = false;
        });
        IsOpen = false;
    }

    /// <summary>Sends a message, unless it cannot be said in this version; then it is counted.</summary>
    public void Send(OpenFlowMessage message)
    {
        try
        {
            Put(message.Encode(Version));
        }
        catch (NotSupportedException)
        {
            NotTold++;
        }
    }

    /// <summary>Sends a packet, unless too much waits to be sent already; then it is counted.</summary>
    public void SendPacketIn(PacketIn message)
    {
        bool full;
        lock (_gate) { full = _queue.Count > MostWaiting; }
        if (full) { NotTold++; }
        else { Send(message); }
    }

    /// <summary>What was put until now goes out.</summary>
    public void Flush()
    {
        bool any;
        lock (_gate) { any = _queue.Count > 0; }
        if (any && _waiting.CurrentCount == 0) { _waiting.Release(); }
    }

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        _waiting.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Put(byte[] message)
    {
        lock (_gate) { _queue.AddRange(message); }
    }

    private async Task SendAsync(CancellationTokenSource end)
    {
        List<byte> spare = new(ReadSize);
        try
        {
            while (!end.IsCancellationRequested)
            {
                await _waiting.WaitAsync(end.Token).ConfigureAwait(false);
                List<byte> going;
                lock (_gate) { (going, _queue) = (_queue, spare); }
                if (going.Count > 0)
                {
                    byte[] bytes = [.. going];
                    for (int sent = 0; sent < bytes.Length;) { sent += await socket.SendAsync(bytes.AsMemory(sent), SocketFlags.None, end.Token).ConfigureAwait(false); }
                }

                going.Clear();
                spare = going;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            await end.CancelAsync().ConfigureAwait(false);
        }
    }

    // A silent side is asked whether it is there, and given up when it does not answer.
    private async Task AskAsync(CancellationTokenSource end)
    {
        TimeSpan probe = owner.Options.Probe;
        try
        {
            while (true)
            {
                await Task.Delay(probe, time, end.Token).ConfigureAwait(false);
                TimeSpan silent = time.GetElapsedTime(_heard);
                if (silent > probe * 3 && (isController || !IsOpen))
                {
                    await end.CancelAsync().ConfigureAwait(false);
                    return;
                }

                if (silent < probe || !IsOpen || !isController) { continue; }
                Send(new EchoMessage(IsReply: false, default));
                Flush();
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    // Takes the whole messages at the begin; false when the connection cannot go on.
    private bool TryTake(ReadOnlyMemory<byte> bytes, out int eaten)
    {
        eaten = 0;
        while (bytes.Length - eaten >= OpenFlowHeader.Size)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes.Span[(eaten + 2)..]);
            if (length < OpenFlowHeader.Size) { return false; }
            if (bytes.Length - eaten < length) { break; }
            ReadOnlyMemory<byte> one = bytes.Slice(eaten, length);
            eaten += length;
            if (!OpenFlowMessage.TryRead(one.Span, out OpenFlowMessage? message, out OpenFlowVersion version, out _))
            {
                if (!IsOpen) { return false; }
                Refuse(Refusal.BadLength, one, BinaryPrimitives.ReadUInt32BigEndian(one.Span[4..]));
            }
            else if (!IsOpen)
            {
                if (!TryOpen(message!)) { return false; }
            }
            else if (version != Version && message is not HelloMessage)
            {
                Refuse(new Refusal(1, 0), one, message!.TransactionId);
            }
            else
            {
                Do(message!, one);
            }
        }

        return true;
    }

    private bool TryOpen(OpenFlowMessage message)
    {
        if (message is HelloMessage hello && hello.Negotiate(owner.VersionBits) is { } version)
        {
            Version = version;
            IsOpen = WasOpen = true;
            owner.Changed(this);
            return true;
        }

        Put(new ErrorMessage(HelloFailed, 0, "no common version"u8.ToArray()) { TransactionId = message.TransactionId }.Encode(OpenFlowVersion.OpenFlow10));
        return false;
    }

    private void Refuse(Refusal refusal, ReadOnlyMemory<byte> request, uint transaction)
    {
        // At least 64 bytes of what is refused (openflow-1.3 7.4.4).
        Send(new ErrorMessage(refusal.Type, refusal.Code, request[..Math.Min(64, request.Length)].ToArray()) { TransactionId = transaction });
    }
}
