using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Weir.Platform;

namespace Weir.Switching;

/// <content>Connections to controllers, and of others to the switch.</content>
internal sealed partial class OpenFlowSwitch
{
    private const int MostGuests = 64;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250), LongestPause = TimeSpan.FromSeconds(8), HandshakeTime = TimeSpan.FromSeconds(10);

    /// <summary>Why the last connection over TLS did not come about; null when it did, or there was none.</summary>
    public string? Fault { get; private set; }

    /// <summary>Does something as a session, alone.</summary>
    internal void Locked(Action act)
    {
        lock (_gate)
        {
            if (!_disposed) { act(); }
        }
    }

    /// <summary>A controller has said which version it speaks, or is gone.</summary>
    internal void Changed(OpenFlowSession session)
    {
        if (!session.IsController) { return; }
        if (session.IsOpen) { Version = session.Version; }
        if (Options.Standalone) { _cache.Clear(); }
    }

    /// <summary>True when a controller's number for roles is older than one that was seen; else it is kept.</summary>
    internal bool IsStale(ulong generation)
    {
        if (_generation is { } seen && unchecked((long)(generation - seen)) < 0) { return true; }
        _generation = generation;
        return false;
    }

    /// <summary>One connection is the master: the others that were become slaves.</summary>
    internal void MakeMaster(OpenFlowSession master)
    {
        foreach (OpenFlowSession session in _sessions.Where(one => !ReferenceEquals(one, master) && one.Role == OpenFlowSession.Master)) { session.Role = OpenFlowSession.Slave; }
    }

    private ulong? _generation;

    private async Task ConnectAsync(SwitchController controller)
    {
        // The first connection is tried at once, and what follows must not hold up whoever starts the switch.
        await Task.Yield();
        TimeSpan pause = FirstPause;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                Socket socket = await controller.Place.ConnectAsync(_end.Token, controller.From?.Invoke()).ConfigureAwait(false);
                bool opened = controller.Tls is { } tls ? await ServeSecuredAsync(socket, (stream, limit) => stream.AuthenticateAsClientAsync(tls, limit), isController: true).ConfigureAwait(false)
                    : await ServeAsync(socket, isController: true).ConfigureAwait(false);
                if (opened) { pause = FirstPause; }
            }
            catch (Exception e) when (e is WeirException or OperationCanceledException or ObjectDisposedException)
            {
                // Nobody answers, or its node is gone: the next try tells.
            }

            try
            {
                await Task.Delay(pause, _time, _end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private EndPoint Listen(ConnectionPlace place)
    {
        Socket socket;
        try
        {
            socket = place.Listen();
        }
        catch (WeirException e)
        {
            throw new WeirException($"switch {Options.Name}: {e.Message}", e.ExitCode, e);
        }

        _connections.Add(AcceptAsync(socket, place.IsSecured ? Options.ListenTls : null));
        return socket.LocalEndPoint!;
    }

    private async Task AcceptAsync(Socket listener, SslServerAuthenticationOptions? tls)
    {
        using Socket own = listener;
        List<Task> guests = [];
        try
        {
            while (true)
            {
                Socket socket = await own.AcceptAsync(_end.Token).ConfigureAwait(false);
                guests.RemoveAll(task => task.IsCompleted);
                if (guests.Count >= MostGuests)
                {
                    socket.Dispose();
                    continue;
                }

                guests.Add(tls is null ? ServeAsync(socket, isController: false) : ServeSecuredAsync(socket, (stream, limit) => stream.AuthenticateAsServerAsync(tls, limit), isController: false));
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            await Task.WhenAll(guests).ConfigureAwait(false);
            if (own.LocalEndPoint is UnixDomainSocketEndPoint path) { File.Delete(path.ToString()!); }
        }
    }

    // The switch's thread works with sockets: TLS is spoken here, and it gets the far side of a pair.
    private async Task<bool> ServeSecuredAsync(Socket socket, Func<SslStream, CancellationToken, Task> authenticate, bool isController)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                using var late = new CancellationTokenSource(HandshakeTime, _time);
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _end.Token);
                await authenticate(stream, limit.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
            {
                Fault = e is OperationCanceledException ? "TLS was not agreed on in time" : e.Message;
                return false;
            }

            Fault = null;
            (Socket own, Socket far) = SocketPair.Open();
            using var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            Task relay = StreamRelay.RunAsync(stream, new NetworkStream(far, ownsSocket: true), over.Token);
            bool opened = await ServeAsync(own, isController).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
            await relay.ConfigureAwait(false);
            return opened;
        }
    }

    private async Task<bool> ServeAsync(Socket socket, bool isController)
    {
        var session = new OpenFlowSession(this, socket, isController, _time);
        lock (_gate) { _sessions.Add(session); }
        try
        {
            await session.RunAsync(_end.Token).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _sessions.Remove(session);
                _notTold += session.NotTold;
                if (!_disposed) { Changed(session); }
            }

            await session.DisposeAsync().ConfigureAwait(false);
        }

        return session.WasOpen;
    }
}
