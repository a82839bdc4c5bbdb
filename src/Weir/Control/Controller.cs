using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;
using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>
/// An OpenFlow controller: listens, greets the switches that connect, and lets one app decide. Connections read and write on their own; everything that the app sees passes one bounded queue to one loop.
/// </summary>
internal sealed class Controller : IControllerHost, IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly ControllerApp _app;
    private readonly ControllerOptions _options;
    private readonly Action<string> _say;
    private readonly Socket _listener;
    private readonly Channel<ControllerEvent> _events;
    private readonly SemaphoreSlim _free;
    private readonly Dictionary<ulong, SwitchSession> _sessions = [];
    private readonly Lock _saying = new();
    private readonly ControllerViewFile? _view;
    private bool _areAllThere;

    /// <summary>Listens.</summary>
    /// <param name="app">What decides.</param>
    /// <param name="options">How.</param>
    /// <param name="time">The clock.</param>
    /// <param name="say">Told of switches that come and go and of what the app says; not by two threads at once.</param>
    /// <exception cref="WeirException">The port is taken or needs rights.</exception>
    public Controller(ControllerApp app, ControllerOptions options, TimeProvider time, Action<string> say)
    {
        _app = app;
        _options = options;
        _say = say;
        Time = time;
        _events = Channel.CreateBounded<ControllerEvent>(new BoundedChannelOptions(options.EventQueue) { SingleReader = true });
        _free = new SemaphoreSlim(options.MaxSwitches);
        _listener = options.Listen.Listen();
        app.Attach(this);
        _view = options.View is { } file ? new ControllerViewFile(file) : null;
    }

    /// <inheritdoc/>
    public TimeProvider Time { get; }

    /// <summary>The port that is listened on; 0 for a Unix socket.</summary>
    public int Port => (_listener.LocalEndPoint as IPEndPoint)?.Port ?? 0;

    /// <inheritdoc/>
    public IReadOnlyCollection<ControlledSwitch> Switches => [.. _sessions.Values.Select(session => session.Switch!)];

    /// <summary>What was counted.</summary>
    public ControllerCounters Counters { get; } = new();

    /// <summary>Serves until cancelled; then every connection has ended.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using ITimer ticks = Time.CreateTimer(_ => _events.Writer.TryWrite(default), null, _options.TickEvery ?? _app.TickEvery, _options.TickEvery ?? _app.TickEvery);
        Task accepting = AcceptAsync(ending.Token);
        try
        {
            await HandleAsync(ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end: that is how a controller ends.
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await accepting.ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Say(string line)
    {
        lock (_saying) { _say(line); }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        _free.Dispose();
        if (_options.Listen.Scheme == "unix") { File.Delete(_options.Listen.Host); }
    }

    private async Task AcceptAsync(CancellationToken cancellation)
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                await _free.WaitAsync(cancellation).ConfigureAwait(false);
                open.RemoveAll(task => task.IsCompleted);
                try
                {
                    open.Add(ServeAsync(await _listener.AcceptAsync(cancellation).ConfigureAwait(false), cancellation));
                }
                catch (SocketException fault)
                {
                    // One connection was gone before it was taken, or this process has too many files open: the next one may be right.
                    _free.Release();
                    Say($"a connection could not be taken: {fault.Message}");
                    await Task.Delay(s_pause, Time, cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken cancellation)
    {
        string remote = Remote(socket);
        try
        {
            if (socket.ProtocolType == ProtocolType.Tcp) { socket.NoDelay = true; }
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (_options.Tls is { } tls)
            {
                SslStream secured = new(stream, leaveInnerStreamOpen: false);
                stream = secured;
                await secured.AuthenticateAsServerAsync(tls, cancellation).ConfigureAwait(false);
            }

            SwitchSession session = new(new OpenFlowConnection(stream, remote), _options, Counters, Time);
            await using (session.ConfigureAwait(false)) { await ServeAsync(session, remote, cancellation).ConfigureAwait(false); }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The controller ends.
        }
        catch (Exception fault) when (fault is IOException or SocketException or AuthenticationException)
        {
            Counters.Add(ControllerCounter.Refused);
            Say($"{remote}: {(fault is AuthenticationException { InnerException: { } cause } ? cause.Message : fault.Message)}");
        }
        finally
        {
            socket.Dispose();
            _free.Release();
        }
    }

    private async Task ServeAsync(SwitchSession session, string remote, CancellationToken cancellation)
    {
        if (!await session.OpenAsync(_options.Versions & _app.Versions, cancellation).ConfigureAwait(false))
        {
            Counters.Add(ControllerCounter.Refused);
            Say($"{remote}: {session.EndReason}");
            return;
        }

        await _events.Writer.WriteAsync(new ControllerEvent(session, null), cancellation).ConfigureAwait(false);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task writing = session.WriteAsync(over.Token);
        Task reading = session.ReadAsync(_events.Writer, over.Token);
        try
        {
            await Task.WhenAny(writing, reading).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(writing, reading).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // One of the two ended, and took the other with it.
        }

        await _events.Writer.WriteAsync(new ControllerEvent(session, null, IsEnd: true), cancellation).ConfigureAwait(false);
    }

    private async Task HandleAsync(CancellationToken cancellation)
    {
        await foreach (ControllerEvent one in _events.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            try
            {
                Handle(one);
                // Also when a switch came or went: that is what is looked for first.
                if (one.Message is null && _view is not null && (one.Session is not null || _view.IsDue(Time))) { await _view.WriteAsync(ControllerView.Of(_app, Switches, Counters), cancellation).ConfigureAwait(false); }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception fault)
            {
                // The app's border: an app of the user's may be wrong, the controller goes on for the other switches.
                Counters.Add(ControllerCounter.AppFaults);
                Say($"the app failed: {fault.GetType().Name}: {fault.Message}");
            }
        }
    }

    private void Handle(in ControllerEvent one)
    {
        if (one.Session is not { } session)
        {
            Watch();
            _app.Tick();
            return;
        }

        ControlledSwitch device = session.Switch!;
        bool isCurrent = _sessions.TryGetValue(device.DatapathId, out SwitchSession? current) && current == session;
        switch (one.Message)
        {
            case null when one.IsEnd:
                if (!isCurrent) { return; }
                _sessions.Remove(device.DatapathId);
                Say($"switch {device.Name} gone: {session.EndReason}");
                _app.Disconnected(device);
                break;
            case null:
                if (current is not null) { Replace(current); }
                _sessions[device.DatapathId] = session;
                Say($"switch {device.Name} connected from {device.Remote}: OpenFlow {(device.Version == OpenFlowVersion.OpenFlow10 ? "1.0" : "1.3")}, {device.Ports.Count(port => port.Key < OpenFlowPorts.Max)} ports");
                _app.Connected(device);
                if (_areAllThere || _options.Awaited.Count == 0 || !_options.Awaited.All(_sessions.ContainsKey)) { return; }
                _areAllThere = true;
                Say($"all switches are connected: {_options.Awaited.Count}");
                break;
            case { } when !isCurrent:
                break;
            case PacketIn packet:
                _app.PacketArrived(device, packet);
                break;
            case PortStatus status:
                if (status.Reason == PortStatus.Deleted) { device.PortTable.Remove(status.Port.Number); }
                else { device.PortTable[status.Port.Number] = status.Port; }
                _app.PortChanged(device, status);
                break;
            case ErrorMessage error:
                Counters.Add(ControllerCounter.Errors);
                Say($"switch {device.Name} says: {OpenFlowErrors.Text(error, device.Version)}");
                _app.Received(device, error);
                break;
            case { } message:
                _app.Received(device, message);
                break;
        }
    }

    /// <summary>A switch that connects again while its old connection still seems alive: the new one counts.</summary>
    private void Replace(SwitchSession old)
    {
        old.End("connected again");
        Say($"switch {old.Switch!.Name} connected again: its old connection is ended");
        _app.Disconnected(old.Switch!);
    }

    private void Watch()
    {
        foreach (SwitchSession session in _sessions.Values)
        {
            TimeSpan silence = session.Silence;
            if (silence >= _options.DeadAfter) { session.End($"silent for {silence.TotalSeconds:0} s"); }
            else if (silence >= _options.EchoAfter) { session.Probe(); }
        }
    }

    private static string Remote(Socket socket)
    {
        EndPoint? from = socket.RemoteEndPoint;
        if (from is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped) { from = new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port); }
        return from is IPEndPoint ? from.ToString()! : "a Unix socket";
    }
}
