using System.Net;
using System.Net.Sockets;

namespace Weir.Switching;

/// <content>Connections to controllers, and of others to the switch.</content>
internal sealed partial class OpenFlowSwitch
{
    private const int Backlog = 16;
    private const int MostGuests = 64;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250), LongestPause = TimeSpan.FromSeconds(8);

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

    private async Task ConnectAsync(SwitchEndpoint controller)
    {
        // The first connection is tried at once, and what follows must not hold up whoever starts the switch.
        await Task.Yield();
        TimeSpan pause = FirstPause;
        while (!_end.IsCancellationRequested)
        {
            Socket socket = controller.NewSocket();
            try
            {
                await socket.ConnectAsync(controller.EndPoint, _end.Token).ConfigureAwait(false);
                if (await ServeAsync(socket, isController: true).ConfigureAwait(false)) { pause = FirstPause; }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                socket.Dispose();
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

    private EndPoint Listen(SwitchEndpoint place)
    {
        Socket socket = place.NewSocket();
        try
        {
            socket.Bind(place.EndPoint);
            socket.Listen(Backlog);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new WeirException($"switch {Options.Name}: cannot listen at {place.Text}: {e.Message}", 3, e);
        }

        _connections.Add(AcceptAsync(socket));
        return socket.LocalEndPoint!;
    }

    private async Task AcceptAsync(Socket listener)
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

                guests.Add(ServeAsync(socket, isController: false));
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            await Task.WhenAll(guests).ConfigureAwait(false);
            if (own.LocalEndPoint is UnixDomainSocketEndPoint path) { File.Delete(path.ToString()!); }
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
