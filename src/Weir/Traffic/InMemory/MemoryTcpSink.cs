using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Weir.Memory;

namespace Weir.Traffic.InMemory;

/// <summary>Takes what TCP connections send to a node in memory, and tells each sender at its end how much arrived, as <see cref="TcpSink"/> does.</summary>
internal sealed class MemoryTcpSink(int port, MemorySite site)
{
    private const int MostConnections = 1024;

    private long _connections;
    private long _bytes;

    /// <summary>Takes connections until it is asked to end.</summary>
    public async Task<int> RunAsync()
    {
        using TcpAcceptor acceptor = MemoryHttpServer.Listen(site.Host, port);
        site.Say($"listening on port {port}");
        var open = new List<Task>();
        try
        {
            while (true)
            {
                TcpConnection connection = await acceptor.AcceptAsync(site.Stop).ConfigureAwait(false);
                open.RemoveAll(task => task.IsCompleted);
                if (open.Count >= MostConnections) { connection.Abort(); } else { open.Add(TakeAsync(connection)); }
            }
        }
        catch (OperationCanceledException) when (site.Stop.IsCancellationRequested)
        {
            await Task.WhenAll(open).ConfigureAwait(false);
        }

        site.Say($"{_connections} connections, {_bytes} bytes");
        return 0;
    }

    private async Task TakeAsync(TcpConnection connection)
    {
        using TcpConnection owned = connection;
        byte[] buffer = new byte[64 * 1024];
        long begin = -1, end = 0, bytes = 0, calls = 0;
        try
        {
            while (true)
            {
                int read = await connection.ReceiveAsync(buffer, site.Stop).ConfigureAwait(false);
                end = site.Now;
                if (begin < 0) { begin = end; }
                if (read == 0) { break; }
                bytes += read;
                calls++;
                _bytes += read;
            }

            byte[] line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"received {bytes} bytes in {(end - begin) / 1000} us\n"));
            await connection.SendAsync(line, site.Stop).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            end = site.Now; // the sender went away, or we end: what arrived is the result
        }

        _connections++;
        var from = new IPEndPoint(WireAddress.ToNet(connection.Key.Remote), connection.Key.RemotePort);
        site.Say($"{from}: {TrafficText.Of(new TrafficCount(calls, bytes, TimeSpan.FromTicks(begin < 0 ? 0 : (end - begin) / 100)))}");
    }
}
