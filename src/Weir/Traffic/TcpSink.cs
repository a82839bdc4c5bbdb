using System.Net;
using System.Net.Sockets;
using System.Text;
using Weir.Platform;

namespace Weir.Traffic;

/// <summary>Takes what TCP connections send, many at once, and tells each sender at its end how much arrived: one line <c>received BYTES bytes in MICROSECONDS us</c>.</summary>
internal sealed class TcpSink : IDisposable
{
    private const int MostConnections = 1024;
    private readonly Socket _listener;
    private readonly Action<EndPoint, TrafficCount> _ended;
    private readonly TimeProvider _clock = MachineClock.Instance;
    private readonly SemaphoreSlim _free = new(MostConnections);
    private long _bytes;
    private long _connections;

    /// <summary>Listens on the port.</summary>
    /// <param name="address">An address of this machine; null = all.</param>
    /// <param name="port">The port.</param>
    /// <param name="ended">Told of each connection at its end; not by two threads at once.</param>
    /// <exception cref="WeirException">The port is taken, or needs rights.</exception>
    public TcpSink(string? address, int port, Action<EndPoint, TrafficCount> ended)
    {
        (_listener, EndPoint local) = TrafficTarget.Bindable(SocketType.Stream, ProtocolType.Tcp, address, port);
        _ended = ended;
        try
        {
            _listener.Bind(local);
            _listener.Listen(256);
        }
        catch (SocketException fault)
        {
            _listener.Dispose();
            throw new WeirException($"port {port} cannot be used: {fault.Message}", 3, fault);
        }
    }

    /// <summary>Bytes received so far, over all connections.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Connections that ended so far.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>The port that is listened on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Takes connections until so many have ended (0 = without end), or until cancelled; then those that are open end too.</summary>
    public async Task RunAsync(long connections, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var open = new List<Task>();
        var reporting = new Lock();
        try
        {
            for (long taken = 0; connections == 0 || taken < connections; taken++)
            {
                await _free.WaitAsync(stop.Token).ConfigureAwait(false);
                Socket connection = await _listener.AcceptAsync(stop.Token).ConfigureAwait(false);
                open.RemoveAll(task => task.IsCompleted);
                open.Add(TakeAsync(connection, reporting, stop.Token));
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Task.WhenAll(open).ConfigureAwait(false);
            return;
        }

        await Task.WhenAll(open).ConfigureAwait(false);
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        _free.Dispose();
    }

    private async Task TakeAsync(Socket connection, Lock reporting, CancellationToken cancellation)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(256 * 1024);
        long begin = -1, end = 0, bytes = 0, calls = 0;
        EndPoint from = connection.RemoteEndPoint!;
        try
        {
            while (true)
            {
                int read = await connection.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, cancellation).ConfigureAwait(false);
                end = _clock.GetTimestamp();
                if (begin < 0) { begin = end; }
                if (read == 0) { break; }
                bytes += read;
                calls++;
                Interlocked.Add(ref _bytes, read);
            }

            byte[] line = Encoding.ASCII.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"received {bytes} bytes in {(end - begin) / 1000} us\n"));
            await connection.SendAsync(line, SocketFlags.None, cancellation).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            end = _clock.GetTimestamp(); // the sender went away, or we end: what arrived is the result
        }
        finally
        {
            connection.Dispose();
            _free.Release();
        }

        Interlocked.Increment(ref _connections);
        lock (reporting) { _ended(from is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port) : from, new TrafficCount(calls, bytes, TimeSpan.FromTicks(begin < 0 ? 0 : (end - begin) / 100))); }
    }
}
