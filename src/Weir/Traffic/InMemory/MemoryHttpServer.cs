using System.Net;
using System.Net.Sockets;
using Weir.Memory;

namespace Weir.Traffic.InMemory;

/// <summary>The web server of <see cref="HttpSession"/> on a node in memory.</summary>
internal sealed class MemoryHttpServer(HttpServerOptions options, MemorySite site)
{
    private const int MostConnections = 1024;

    private long _requests;
    private long _good;
    private long _bytes;

    /// <summary>Serves until it is asked to end.</summary>
    public async Task<int> RunAsync()
    {
        if (options.Folder is { } folder && !Directory.Exists(folder)) { throw new WeirException($"{folder}: there is no such folder"); }
        using TcpAcceptor acceptor = Listen(site.Host, options.Port);
        site.Say($"serving on port {options.Port}");
        var open = new List<Task>();
        try
        {
            while (true)
            {
                TcpConnection connection = await acceptor.AcceptAsync(site.Stop).ConfigureAwait(false);
                open.RemoveAll(task => task.IsCompleted);
                if (open.Count >= MostConnections) { connection.Abort(); } else { open.Add(ServeAsync(connection)); }
            }
        }
        catch (OperationCanceledException) when (site.Stop.IsCancellationRequested)
        {
            await Task.WhenAll(open).ConfigureAwait(false);
        }

        site.Say($"{_requests} requests, {_good} good, {_bytes} bytes");
        return 0;
    }

    /// <summary>Listens at a port of a host.</summary>
    /// <exception cref="WeirException">The port is taken.</exception>
    public static TcpAcceptor Listen(MemoryHost host, int port)
    {
        try
        {
            return new TcpAcceptor(host, port);
        }
        catch (SocketException fault)
        {
            throw new WeirException($"port {port} cannot be used: {fault.Message}", 3, fault);
        }
    }

    private async Task ServeAsync(TcpConnection connection)
    {
        var from = new IPEndPoint(WireAddress.ToNet(connection.Key.Remote), connection.Key.RemotePort);
        var stream = new TcpStream(connection);
        await using (stream.ConfigureAwait(false))
        {
            await new HttpSession(stream, from, options, site.Host.Loop.Clock, Tell).RunAsync(site.Stop).ConfigureAwait(false);
        }
    }

    private void Tell(HttpExchange one)
    {
        _requests++;
        if (one.Status < 400) { _good++; }
        _bytes += one.Bytes;
        site.Say($"{one.From} {one.Method} {one.Path} {one.Status} {one.Bytes}");
    }
}
