using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Peers;

/// <summary>
/// One TCP connection of an RLPx session after its handshake: messages out and in. One caller may read while another writes. What goes wrong on the wire ends it with a <see cref="PeerException"/>. It is watched from outside: whoever
/// finds <see cref="LastRead"/> or <see cref="WriteBegan"/> too long ago disposes it, and what waits in it ends.
/// </summary>
internal sealed class RlpxChannel : IDisposable
{
    private const int FirstBuffer = 4096;

    private readonly Socket _socket;
    private readonly RlpxFrameReader _reader;
    private readonly RlpxFrameWriter _writer;
    private readonly TimeProvider _clock;
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private byte[] _input = new byte[FirstBuffer];
    private int _start;
    private int _end;
    private long _writeBegan;

    /// <summary>Takes over the socket of a finished handshake.</summary>
    public RlpxChannel(Socket socket, RlpxHandshake handshake, byte remoteType, TimeProvider clock)
    {
        _socket = socket;
        _clock = clock;
        Secrets = handshake.Secrets!;
        IsInitiator = handshake.IsInitiator;
        RemoteId = handshake.RemoteId.ToArray();
        RemoteType = remoteType;
        Local = (IPEndPoint)socket.LocalEndPoint!;
        Remote = (IPEndPoint)socket.RemoteEndPoint!;
        LastRead = clock.GetTimestamp();
        _reader = new RlpxFrameReader(Secrets, handshake.CreateIngressMac());
        _writer = new RlpxFrameWriter(Secrets, handshake.CreateEgressMac());
    }

    /// <summary>The session's secrets.</summary>
    public RlpxSecrets Secrets { get; }

    /// <summary>True when this node dialed.</summary>
    public bool IsInitiator { get; }

    /// <summary>The peer's public key, 64 bytes.</summary>
    public byte[] RemoteId { get; }

    /// <summary>The byte with which the peer opened the connection.</summary>
    public byte RemoteType { get; }

    /// <summary>This node's end.</summary>
    public IPEndPoint Local { get; }

    /// <summary>The peer's end.</summary>
    public IPEndPoint Remote { get; }

    /// <summary>When the last whole message came, in the clock's time stamps.</summary>
    public long LastRead { get; private set; }

    /// <summary>When the write began that has not ended yet; 0 when none is under way.</summary>
    public long WriteBegan => Interlocked.Read(ref _writeBegan);

    /// <summary>From now on payloads are compressed, in both directions: both hellos have passed.</summary>
    public void Compress()
    {
        _reader.Decompresses = true;
        _writer.Compresses = true;
    }

    /// <summary>Puts a message behind those that <see cref="FlushAsync"/> will send together.</summary>
    public void Append(WireMessage message) => _writer.WriteContent(message.Code, _writer.Compresses ? message.Compressed : message.Payload.Span, _output);

    /// <summary>Bytes that wait for <see cref="FlushAsync"/>.</summary>
    public int Waiting => _output.WrittenCount;

    /// <summary>Sends one message.</summary>
    /// <exception cref="PeerException">The connection is broken.</exception>
    public ValueTask WriteAsync(WireMessage message, CancellationToken cancellation)
    {
        Append(message);
        return FlushAsync(cancellation);
    }

    /// <summary>Sends what was appended.</summary>
    /// <exception cref="PeerException">The connection is broken.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        Interlocked.Exchange(ref _writeBegan, _clock.GetTimestamp());
        try
        {
            ReadOnlyMemory<byte> rest = _output.WrittenMemory;
            while (!rest.IsEmpty) { rest = rest[await _socket.SendAsync(rest, SocketFlags.None, cancellation).ConfigureAwait(false)..]; }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            throw new PeerException(DisconnectReason.NetworkError, "the connection broke: " + fault.Message, fault);
        }
        finally
        {
            _output.ResetWrittenCount();
            Interlocked.Exchange(ref _writeBegan, 0);
        }
    }

    /// <summary>Waits for the next message.</summary>
    /// <exception cref="PeerException">The connection ended, or what came is not what the session's secrets make.</exception>
    public async ValueTask<WireMessage> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (TryTake(out WireMessage? message)) { return message!; }
            if (_reader.Fault != RlpxFault.None) { throw new PeerException(DisconnectReason.NetworkError, $"a frame cannot be read: {_reader.Fault}"); }
            MakeRoom(_reader.Needed);
            int read;
            try
            {
                read = await _socket.ReceiveAsync(_input.AsMemory(_end), SocketFlags.None, cancellation).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
            {
                throw new PeerException(DisconnectReason.NetworkError, "the connection broke: " + fault.Message, fault);
            }

            if (read == 0) { throw new PeerException(DisconnectReason.NetworkError, "the peer closed the connection"); }
            _end += read;
        }
    }

    /// <summary>Closes the connection; what waits in it ends.</summary>
    public void Dispose() => _socket.Dispose();

    /// <summary>Says that nothing more comes, so that the peer reads what was sent before the end.</summary>
    public void EndWriting()
    {
        try { _socket.Shutdown(SocketShutdown.Send); }
        // It is closed already, which is as good.
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException) { _ = fault; }
    }

    private bool TryTake(out WireMessage? message)
    {
        message = null;
        while (true)
        {
            bool read = _reader.TryRead(_input.AsSpan(_start, _end - _start), out int consumed, out RlpxFrame frame);
            _start += consumed;
            if (read)
            {
                LastRead = _clock.GetTimestamp();
                message = new WireMessage(frame.Code, frame.Payload.ToArray());
                return true;
            }

            if (consumed == 0) { return false; }
        }
    }

    private void MakeRoom(int needed)
    {
        if (_start == _end) { _start = _end = 0; }
        if (_input.Length - _start >= needed && _end < _input.Length) { return; }
        byte[] target = _input.Length >= needed + FirstBuffer ? _input : new byte[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(needed + FirstBuffer))];
        _input.AsSpan(_start, _end - _start).CopyTo(target);
        _input = target;
        _end -= _start;
        _start = 0;
    }
}
