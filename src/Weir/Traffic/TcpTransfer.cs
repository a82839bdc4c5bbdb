using System.Net;
using System.Net.Sockets;

namespace Weir.Traffic;

/// <summary>Sends data over one TCP connection, or takes what connections send, and measures.</summary>
public static class TcpTransfer
{
    private const int Piece = 128 * 1024;

    /// <summary>Sends to a peer: at most <paramref name="amount"/> bytes and at most for <paramref name="limit"/>, at <paramref name="rate"/>; null means no limit. When cancelled it ends the connection cleanly, with what was sent so far.</summary>
    /// <exception cref="WeirException">The peer does not take the connection (exit code 1).</exception>
    public static async Task<TransferResult> SendAsync(IPEndPoint peer, DataRate? rate, int size, long? amount, TimeSpan? limit, TimeProvider time, Action<long, double>? progress, CancellationToken cancellation)
    {
        using var socket = new Socket(peer.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(peer, cancellation).ConfigureAwait(false);
        }
        catch (SocketException fault)
        {
            throw new WeirException($"no connection to {peer}: {fault.Message}", 1, fault);
        }

        byte[] data = new byte[size > 0 ? size : Piece];
        var pacer = new RatePacer(rate, time);
        long sent = 0;
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (limit is { } most) { end.CancelAfter(most); }
            while ((amount is not { } all || sent < all) && !end.IsCancellationRequested)
            {
                int next = amount is { } total ? (int)Math.Min(data.Length, total - sent) : data.Length;
                await pacer.WaitAsync(sent, end.Token).ConfigureAwait(false);
                sent += await socket.SendAsync(data.AsMemory(0, next), end.Token).ConfigureAwait(false);
                progress?.Invoke(sent, pacer.Elapsed);
            }
        }
        catch (OperationCanceledException)
        {
            // Its time is over, or the user ended it: what was sent counts.
            progress?.Invoke(sent, pacer.Elapsed);
        }
        catch (SocketException fault)
        {
            throw new WeirException($"the connection to {peer} broke after {sent} bytes: {fault.Message}", 1, fault);
        }

        double seconds = pacer.Elapsed;
        socket.Shutdown(SocketShutdown.Both);
        return new TransferResult(sent, 1, seconds);
    }

    /// <summary>Takes connections at a port, over IPv4 and IPv6, and drops what they send, until cancelled. <paramref name="done"/> is called with each connection's peer and figures when it has ended.</summary>
    /// <exception cref="WeirException">The port cannot be listened at (exit code 3).</exception>
    public static async Task<TransferResult> SinkAsync(int port, TimeProvider time, Action<EndPoint?, TransferResult>? done, CancellationToken cancellation)
    {
        using var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        Bind(listener, port);
        listener.Listen(128);
        long bytes = 0, connections = 0, broken = 0, begin = 0, end = 0;
        var running = new List<Task>();
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            if (connections++ == 0) { begin = time.GetTimestamp(); }
            running.RemoveAll(task => task.IsCompleted);
            running.Add(TakeAsync(client));
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        return new TransferResult(Interlocked.Read(ref bytes), connections, connections == 0 ? 0 : time.GetElapsedTime(begin, Math.Max(begin, end)).TotalSeconds) { Lost = broken };

        async Task TakeAsync(Socket client)
        {
            using (client)
            {
                EndPoint? peer = client.RemoteEndPoint;
                long first = time.GetTimestamp(), own = 0;
                byte[] data = new byte[Piece];
                try
                {
                    int read;
                    while ((read = await client.ReceiveAsync(data, cancellation).ConfigureAwait(false)) > 0)
                    {
                        own += read;
                        Interlocked.Add(ref bytes, read);
                    }

                    client.Shutdown(SocketShutdown.Both);
                }
                catch (OperationCanceledException)
                {
                    // The sink ends; what came so far counts.
                    client.Shutdown(SocketShutdown.Both);
                }
                catch (SocketException)
                {
                    Interlocked.Increment(ref broken);
                }

                long last = time.GetTimestamp();
                Interlocked.Exchange(ref end, last);
                done?.Invoke(peer, new TransferResult(own, 1, time.GetElapsedTime(first, last).TotalSeconds));
            }
        }
    }

    /// <summary>Binds a socket to a port on every address.</summary>
    /// <exception cref="WeirException">The port is taken or may not be used (exit code 3).</exception>
    internal static void Bind(Socket socket, int port)
    {
        try
        {
            if (socket.SocketType == SocketType.Stream) { socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true); }
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        }
        catch (SocketException fault)
        {
            throw new WeirException($"port {port} cannot be listened at: {fault.Message}", 3, fault);
        }
    }
}
