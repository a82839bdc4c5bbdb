using System.Buffers.Binary;
using System.Net.Sockets;
using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <summary>
/// A connection of OpenFlow on the switch's side. The switch's own thread reads and writes it, without a hop to another thread and under the switch's lock, so that nothing here needs one. What it sends waits in a bounded queue: the
/// switch never waits for a controller.
/// </summary>
internal sealed partial class OpenFlowSession(OpenFlowSwitch owner, Socket socket, bool isController, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Roles (openflow-1.3 6.3.4).</summary>
    public const uint Equal = 1, Master = 2, Slave = 3;

    // So many bytes wait when a controller has more to do than it can; of packets that nobody could answer soon it is not told at all.
    private const int MostBehind = 64 * 1024;
    private const int MostWaiting = 4 * 1024 * 1024;
    private const int ReadSize = 64 * 1024;
    private const ushort FirstMissSendLength = 128;
    private const int HelloFailed = 0;

    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OutgoingBytes _outgoing = new();
    private readonly byte[] _received = new byte[ReadSize];
    private int _filled;
    private (bool Reads, bool Writes) _waitsFor = (true, false);
    private long _heard = time.GetTimestamp();

    /// <summary>Its number in the switch's loop.</summary>
    public int Token { get; private set; } = -1;

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

    /// <summary>True while it has more to read than it answers soon: new packets are better left in the queue to the switch until it has read.</summary>
    public bool IsBehind => !IsStalled && TakesEvents && _outgoing.Count > MostBehind;

    /// <summary>True when it took nothing for so long that the switch goes on without it; until it has read what waits it is told of no packet.</summary>
    public bool IsStalled { get; private set; }

    /// <summary>Messages that it was not sent because its queue was full or its version has no words for them.</summary>
    public long NotTold { get; private set; }

    /// <summary>Serves the connection until the other side closes, errs, is silent for too long, or the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        socket.Blocking = false;
        OpenFlowVersion highest = owner.Options.Versions.Count > 0 ? owner.Options.Versions.Max() : OpenFlowVersion.OpenFlow13;
        owner.Locked(() =>
        {
            Put(new HelloMessage((byte)highest, owner.VersionBits).Encode(highest));
            Token = owner.Watch((int)socket.Handle, this);
            Flush();
        });
        Task asking = AskAsync(end);
        try
        {
            await _over.Task.WaitAsync(end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The switch ends, or the other side was silent for too long.
        }

        owner.Unwatch((int)socket.Handle, this);
        await end.CancelAsync().ConfigureAwait(false);
        await asking.ConfigureAwait(false);
        owner.Locked(() => IsOpen = false);
        IsOpen = false;
    }

    /// <summary>The connection can be read or written: does what there is to do.</summary>
    public void Serve()
    {
        Flush();
        if (_over.Task.IsCompleted || _outgoing.Count > MostWaiting) { return; }
        int read = socket.Receive(_received.AsSpan(_filled), SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock) { return; }
        if (error != SocketError.Success || read == 0)
        {
            End();
            return;
        }

        _filled += read;
        _heard = time.GetTimestamp();
        if (!TryTake(_received.AsMemory(0, _filled), out int eaten))
        {
            Flush();
            End();
            return;
        }

        _received.AsSpan(eaten, _filled - eaten).CopyTo(_received);
        _filled -= eaten;
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
        if (_outgoing.Count > (IsStalled ? MostBehind : MostWaiting)) { NotTold++; }
        else { Send(message); }
    }

    /// <summary>What was put until now goes out, as far as the connection takes it; the rest goes when it can.</summary>
    public void Flush()
    {
        if (Token < 0 || _over.Task.IsCompleted) { return; }
        if (_outgoing.Count > 0 && !_outgoing.TrySend(socket))
        {
            End();
            return;
        }

        if (_outgoing.Count == 0) { IsStalled = false; }
        (bool Reads, bool Writes) wanted = (_outgoing.Count <= MostWaiting, _outgoing.Count > 0);
        if (wanted == _waitsFor) { return; }
        _waitsFor = wanted;
        owner.Change((int)socket.Handle, this, wanted.Reads, wanted.Writes);
    }

    /// <summary>The switch does not wait for it any longer.</summary>
    public void Stall() => IsStalled = true;

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private void End()
    {
        WasOpen |= IsOpen;
        IsOpen = false;
        owner.Unwatch((int)socket.Handle, this);
        _over.TrySetResult();
    }

    private void Put(ReadOnlySpan<byte> message) => _outgoing.Add(message);

    // A silent side is asked whether it is there, and given up when it does not answer.
    private async Task AskAsync(CancellationTokenSource end)
    {
        TimeSpan probe = owner.Options.Probe;
        try
        {
            while (true)
            {
                await Task.Delay(probe, time, end.Token).ConfigureAwait(false);
                TimeSpan silent = time.GetElapsedTime(Interlocked.Read(ref _heard));
                if (silent > probe * 3 && (isController || !IsOpen))
                {
                    await end.CancelAsync().ConfigureAwait(false);
                    return;
                }

                if (silent < probe || !IsOpen || !isController) { continue; }
                owner.Locked(() =>
                {
                    Send(new EchoMessage(IsReply: false, default));
                    Flush();
                });
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
