using System.Net.Sockets;
using Weir.Wire;
using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>
/// Messages over one connection. <see cref="ReceiveAsync"/> and <see cref="SendAsync"/> may run at the same time, each by one caller at a time. A message that cannot be read is counted and passed over;
/// bytes that are no header end the connection.
/// </summary>
internal sealed class OpenFlowConnection(Stream stream, string remote) : IAsyncDisposable
{
    /// <summary>The versions that both sides may agree on: bit n is wire protocol n.</summary>
    public const uint AllVersions = (1u << (int)OpenFlowVersion.OpenFlow10) | (1u << (int)OpenFlowVersion.OpenFlow13);

    // More than any version that was published: what lies beyond is no OpenFlow at all.
    private const byte LastVersion = 10;

    // The longest message has 65,535 bytes.
    private readonly byte[] _buffer = new byte[1 << 17];
    private int _begin;
    private int _end;
    private long _notUnderstood;

    /// <summary>The other side's address.</summary>
    public string Remote => remote;

    /// <summary>What both sides agreed on.</summary>
    public OpenFlowVersion Version { get; private set; } = OpenFlowVersion.OpenFlow13;

    /// <summary>Messages whose content had another form.</summary>
    public long NotUnderstood => Interlocked.Read(ref _notUnderstood);

    /// <summary>Why <see cref="ReceiveAsync"/> gave null, in a few words.</summary>
    public string EndReason { get; private set; } = "closed";

    /// <summary>Sends our greeting, reads theirs and agrees on a version. False with <see cref="EndReason"/> when there is none (the other side is told so).</summary>
    public async Task<bool> NegotiateAsync(uint versions, CancellationToken cancellation)
    {
        OpenFlowVersion highest = (versions & (1u << (int)OpenFlowVersion.OpenFlow13)) != 0 ? OpenFlowVersion.OpenFlow13 : OpenFlowVersion.OpenFlow10;
        // A greeting of 1.0 has no list: switches of that time take it for a fault.
        await SendAsync(new HelloMessage((byte)highest, highest == OpenFlowVersion.OpenFlow13 ? versions : 0).Encode(highest), cancellation).ConfigureAwait(false);
        OpenFlowMessage? first = await ReceiveAsync(cancellation).ConfigureAwait(false);
        if (first is not HelloMessage hello)
        {
            if (first is not null) { EndReason = $"{OpenFlowTypes.Name(first.Type)} came in place of a greeting"; }
            return false;
        }

        if (hello.Negotiate(versions) is { } version)
        {
            Version = version;
            return true;
        }

        EndReason = "no common version";
        await SendAsync(new ErrorMessage(OpenFlowErrors.HelloFailed, 0, "no common version"u8.ToArray()) { TransactionId = hello.TransactionId }.Encode(highest), cancellation).ConfigureAwait(false);
        return false;
    }

    /// <summary>Sends whole messages, already written.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> messages, CancellationToken cancellation)
    {
        await stream.WriteAsync(messages, cancellation).ConfigureAwait(false);
        await stream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The next message; null when the connection ended.</summary>
    public async ValueTask<OpenFlowMessage?> ReceiveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (TryNext(out OpenFlowMessage? message, out bool isOver)) { return message; }
            if (isOver || !await FillAsync(cancellation).ConfigureAwait(false)) { return null; }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private bool TryNext(out OpenFlowMessage? message, out bool isOver)
    {
        message = null;
        isOver = false;
        while (OpenFlowHeader.TryRead(_buffer.AsSpan(_begin, _end - _begin), out OpenFlowHeader header, out _))
        {
            if (header.Length < OpenFlowHeader.Size || header.Version is 0 or > LastVersion)
            {
                EndReason = "bytes that are no OpenFlow message";
                isOver = true;
                return false;
            }

            if (header.Length > _end - _begin) { return false; }
            ReadOnlySpan<byte> bytes = _buffer.AsSpan(_begin, header.Length);
            _begin += header.Length;
            if (OpenFlowMessage.TryRead(bytes, out message, out _, out LengthError _)) { return true; }
            Interlocked.Increment(ref _notUnderstood);
        }

        return false;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (_begin > 0)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
        }

        try
        {
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
            if (read == 0 && _end > 0) { EndReason = "closed inside a message"; }
            _end += read;
            return read > 0;
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException)
        {
            EndReason = fault.InnerException is SocketException cause ? cause.Message : fault is ObjectDisposedException ? "closed" : fault.Message;
            return false;
        }
    }
}
