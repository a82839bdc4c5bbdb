using System.Buffers.Binary;

namespace Weir.Programs.Guests;

/// <summary>
/// Messages over a serial line: length of the payload (four bytes, big-endian), type (one), id (four), payload. Several threads may write; one reads. A length above <see cref="PayloadLimit"/> means that the
/// line is out of step and ends it.
/// </summary>
internal sealed class GuestLine(Stream stream) : IDisposable
{
    /// <summary>Bytes of a payload at most: an order with a large environment is the longest message.</summary>
    public const int PayloadLimit = 1 << 20;

    /// <summary>Bytes of a program's output in one message: short enough that an answer does not wait long behind it.</summary>
    public const int PieceLimit = 16 * 1024;

    private const int HeadLength = 9;

    private readonly SemaphoreSlim _writing = new(1);
    private readonly byte[] _head = new byte[HeadLength];

    /// <summary>Writes one message.</summary>
    /// <exception cref="IOException">The line is gone.</exception>
    public async Task WriteAsync(GuestMessageType type, uint id, ReadOnlyMemory<byte> payload, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, PayloadLimit);
        byte[] message = new byte[HeadLength + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, payload.Length);
        message[4] = (byte)type;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(5), id);
        payload.CopyTo(message.AsMemory(HeadLength));
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Once begun, a message is written to its end: half a message would put the line out of step.
            await stream.WriteAsync(message, CancellationToken.None).ConfigureAwait(false);
            await stream.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Reads one message; null at the end of the line. The payload is the caller's.</summary>
    /// <exception cref="InvalidDataException">The line is out of step.</exception>
    public async Task<GuestMessage?> ReadAsync(CancellationToken cancellation)
    {
        int got = await stream.ReadAtLeastAsync(_head, HeadLength, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        if (got < HeadLength) { return null; }
        uint length = BinaryPrimitives.ReadUInt32BigEndian(_head);
        if (length > PayloadLimit) { throw new InvalidDataException($"the line to the guest is out of step: a message of {length} bytes was announced, {PayloadLimit} is the most"); }
        var type = (GuestMessageType)_head[4];
        uint id = BinaryPrimitives.ReadUInt32BigEndian(_head.AsSpan(5));
        byte[] payload = length == 0 ? [] : new byte[length];
        got = await stream.ReadAtLeastAsync(payload, payload.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        return got < payload.Length ? null : new GuestMessage(type, id, payload);
    }

    /// <summary>Ends the line.</summary>
    public void Dispose()
    {
        stream.Dispose();
        _writing.Dispose();
    }
}
