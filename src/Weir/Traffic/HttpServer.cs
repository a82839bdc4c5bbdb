using System.Net;
using System.Net.Sockets;
using Weir.Platform;

namespace Weir.Traffic;

/// <summary>
/// A small HTTP/1.1 server for experiments, many connections at once; <see cref="HttpSession"/> says what each can ask.
/// </summary>
internal sealed class HttpServer : IDisposable
{
    private const int MostConnections = 1024;
    private readonly HttpServerOptions _options;
    private readonly Action<HttpExchange> _answered;
    private readonly Socket _listener;
    private readonly SemaphoreSlim _free = new(MostConnections);
    private readonly Lock _reporting = new();

    /// <summary>Listens on the port.</summary>
    /// <param name="options">What to serve.</param>
    /// <param name="answered">Told of each request; not by two threads at once.</param>
    /// <exception cref="WeirException">The port is taken or needs rights, or there is no such folder.</exception>
    public HttpServer(HttpServerOptions options, Action<HttpExchange> answered)
    {
        if (options.Folder is { } folder && !Directory.Exists(folder)) { throw new WeirException($"{folder}: there is no such folder"); }
        _options = options with { Folder = options.Folder is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder)) };
        _answered = answered;
        (_listener, EndPoint local) = TrafficTarget.Bindable(SocketType.Stream, ProtocolType.Tcp, options.Address, options.Port);
        try
        {
            _listener.Bind(local);
            _listener.Listen(512);
        }
        catch (SocketException fault)
        {
            _listener.Dispose();
            throw new WeirException($"port {options.Port} cannot be used: {fault.Message}", 3, fault);
        }
    }

    /// <summary>The port that is listened on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Serves until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                await _free.WaitAsync(cancellation).ConfigureAwait(false);
                Socket connection = await _listener.AcceptAsync(cancellation).ConfigureAwait(false);
                if (open.Count > MostConnections) { open.RemoveAll(task => task.IsCompleted); }
                open.Add(ServeAsync(connection, cancellation));
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Task.WhenAll(open).ConfigureAwait(false);
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        _free.Dispose();
    }

    private async Task ServeAsync(Socket connection, CancellationToken cancellation)
    {
        connection.NoDelay = true;
        try
        {
            EndPoint from = connection.RemoteEndPoint!;
            if (from is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped) { from = new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port); }
            var stream = new NetworkStream(connection, ownsSocket: false);
            await using (stream.ConfigureAwait(false))
            {
                await new HttpSession(stream, from, _options, MachineClock.Instance, Tell).RunAsync(cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            connection.Dispose();
            _free.Release();
        }
    }

    private void Tell(HttpExchange exchange)
    {
        lock (_reporting) { _answered(exchange); }
    }
}
