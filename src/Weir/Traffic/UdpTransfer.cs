using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Weir.Traffic;

/// <summary>
/// Sends numbered datagrams, or takes them and says what is missing. Each begins with sixteen bytes: the word <c>WEIR</c>, a number that names the sender (both four bytes), the datagram's number from 0 (four
/// bytes), and the sender's clock in microseconds modulo 2^32, all big-endian.
/// </summary>
public static class UdpTransfer
{
    /// <summary>Bytes of a datagram at least.</summary>
    public const int HeadLength = 16;

    private const uint Word = 0x57454952;
    private const int LargestDatagram = 65_507;

    // Numbers remembered to tell a copy from a late one.
    private const int Window = 4096;

    /// <summary>Sends datagrams of <paramref name="size"/> bytes at <paramref name="rate"/>, or one every <paramref name="interval"/>, until <paramref name="count"/> are sent, <paramref name="limit"/> has passed or it is cancelled.</summary>
    /// <exception cref="WeirException">The network refuses (exit code 1).</exception>
    public static async Task<TransferResult> SendAsync(IPEndPoint peer, DataRate? rate, TimeSpan? interval, int size, long? count, TimeSpan? limit, uint sender, TimeProvider time, CancellationToken cancellation)
    {
        using var socket = new Socket(peer.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        byte[] data = new byte[Math.Clamp(size, HeadLength, LargestDatagram)];
        BinaryPrimitives.WriteUInt32BigEndian(data, Word);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4), sender);
        DataRate? paced = interval is { } pause && pause > TimeSpan.Zero ? new DataRate((long)(data.Length * 8 / pause.TotalSeconds)) : rate;
        var pacer = new RatePacer(paced, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (limit is { } most) { end.CancelAfter(most); }
        long sent = 0, refused = 0;
        try
        {
            while ((count is not { } all || sent < all) && !end.IsCancellationRequested)
            {
                await pacer.WaitAsync(sent * data.Length, end.Token).ConfigureAwait(false);
                BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(8), (uint)sent);
                BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(12), (uint)(long)(pacer.Elapsed * 1e6));
                try
                {
                    await socket.SendToAsync(data, SocketFlags.None, peer, end.Token).ConfigureAwait(false);
                }
                catch (SocketException fault) when (fault.SocketErrorCode is SocketError.ConnectionRefused)
                {
                    // Nobody listens at the port (yet): an experiment goes on.
                    refused++;
                }

                sent++;
            }
        }
        catch (OperationCanceledException)
        {
            return new TransferResult(sent * data.Length, sent, pacer.Elapsed) { Lost = refused };
        }
        catch (SocketException fault)
        {
            throw new WeirException($"nothing can be sent to {peer}: {fault.Message}", 1, fault);
        }

        return new TransferResult(sent * data.Length, sent, pacer.Elapsed) { Lost = refused };
    }

    /// <summary>Takes datagrams at a port, over IPv4 and IPv6, until cancelled.</summary>
    /// <exception cref="WeirException">The port cannot be listened at (exit code 3).</exception>
    public static async Task<TransferResult> SinkAsync(int port, TimeProvider time, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true, ReceiveBufferSize = 4 << 20 };
        TcpTransfer.Bind(socket, port);
        var senders = new Dictionary<uint, UdpSender>();
        byte[] data = new byte[LargestDatagram];
        long bytes = 0, packets = 0, begin = 0, last = 0;
        var anybody = new IPEndPoint(IPAddress.IPv6Any, 0);
        try
        {
            while (true)
            {
                SocketReceiveFromResult got = await socket.ReceiveFromAsync(data, SocketFlags.None, anybody, cancellation).ConfigureAwait(false);
                last = time.GetTimestamp();
                if (packets++ == 0) { begin = last; }
                bytes += got.ReceivedBytes;
                if (got.ReceivedBytes < HeadLength || BinaryPrimitives.ReadUInt32BigEndian(data) != Word) { continue; }
                uint sender = BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(4));
                if (!senders.TryGetValue(sender, out UdpSender? one))
                {
                    if (senders.Count >= Window) { continue; }
                    senders.Add(sender, one = new UdpSender(Window));
                }

                one.Take(BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(8)), BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(12)), time.GetElapsedTime(begin, last).TotalSeconds);
            }
        }
        catch (OperationCanceledException)
        {
            return new TransferResult(bytes, packets, packets == 0 ? 0 : time.GetElapsedTime(begin, last).TotalSeconds)
            {
                Lost = senders.Values.Sum(one => one.Lost),
                Reordered = senders.Values.Sum(one => one.Reordered),
                Duplicated = senders.Values.Sum(one => one.Duplicated),
                Jitter = senders.Count == 0 ? 0 : senders.Values.Max(one => one.Jitter),
            };
        }
    }
}
