using Weir.Capture;
using Weir.Platform;
using Weir.Processing;
using Weir.Telemetry;

namespace Weir.Monitors;

/// <summary>
/// A monitor at work while frames pass: one thread takes them from the rings through the whole path and tells what changes in the tables, which another one writes. Between wire and table lies at most <see cref="LiveMonitorOptions.Refresh"/>
/// and a little, while the thread keeps up; while it does not, frames wait in the rings, and those that find them full are counted. Disposing ends all streams and completes the tables.
/// </summary>
public sealed class LiveMonitor : IDisposable
{
    /// <summary>How often it is looked for what has come from elsewhere, and streams are told the time.</summary>
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(200);

    private readonly IMonitor _monitor;
    private readonly LiveFrames _frames;
    private readonly TableWriter _tables;
    private readonly LiveMonitorOptions _options;
    private readonly TimeProvider _time;
    private readonly MonitorRows _rows;
    private readonly LivePath _path;
    private readonly Thread _thread;
    private readonly string _name;
    private readonly Lock _gate = new(); // _flushes, _ended
    private readonly List<(long Asked, TaskCompletionSource Done)> _flushes = [];
    private bool _ended;
    private volatile bool _ending;
    private volatile string? _fault;
    private long _captured;
    private long _accounted;
    private long _dropped;

    /// <summary>Begins. Frames and monitor belong to it from now on; the store does not.</summary>
    public LiveMonitor(string name, string kind, IMonitor monitor, LiveFrames frames, ITableStore store, LiveMonitorOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(store);
        (_monitor, _frames, _options, _time) = (monitor, frames, options, time);
        _name = name.Length == 0 ? kind : name;
        _rows = new MonitorRows(name, kind, monitor);
        _path = new LivePath(monitor.Path, monitor.SinkFor) { ConversationEnded = monitor.End };
        foreach (CapturePoint point in frames.Points) { _path.Declare(point); }
        // The tables are there when this returns, and a store that cannot be written is told at once.
        store.Change(tables => Tell(tables));
        _tables = new TableWriter(store, _name, time);
        _thread = new Thread(Work) { IsBackground = true, Name = $"monitor {_name}" };
        _thread.Start();
    }

    /// <summary>Its tables under their names in the store; the first is the one that people look at.</summary>
    public IReadOnlyList<RecordTable> Tables => _rows.Tables;

    /// <summary>Frames that it took so far; as of the last change of the tables.</summary>
    public long Captured => Interlocked.Read(ref _captured);

    /// <summary>Frames whose end was counted at a waypoint: as many as were captured.</summary>
    public long Accounted => Interlocked.Read(ref _accounted);

    /// <summary>Frames that found a ring full; as of the last change of the tables.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Why it ended early (a full disk); null while all is well.</summary>
    public string? Fault => _fault;

    /// <summary>What a user should know about it. Complete once it is disposed.</summary>
    public IReadOnlyList<string> Remarks { get; private set; } = [];

    /// <summary>Completes when every frame that has passed until now is in the tables.</summary>
    public Task FlushAsync(CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_ended) { return Task.CompletedTask; }
            _flushes.Add((_time.GetTimestamp(), done));
        }

        return done.Task.WaitAsync(cancellation);
    }

    /// <summary>Takes what is still in the rings, ends all streams, completes the tables and stops listening. Twice is harmless.</summary>
    public void Dispose()
    {
        if (_ending) { return; }
        FlushAsync(CancellationToken.None).GetAwaiter().GetResult();
        _ending = true;
        _thread.Join();
        _frames.Dispose();
        Remarks = [.. _monitor.Remarks];
    }

    private void Work()
    {
        try
        {
            Listen();
            _path.Complete();
            Write([]);
            _tables.Complete();
            _options.Log.MonitorEnded(_name, Captured);
        }
#pragma warning disable CA1031 // The border of a thread: whatever went wrong is told by the monitor, and stands against trusting the run.
        catch (Exception fault)
        {
            _options.Log.MonitorFailed(_name, fault);
            _fault = fault is WeirException ? fault.Message : fault.ToString();
        }
#pragma warning restore CA1031

        _tables.Dispose();
        lock (_gate)
        {
            _ended = true;
            foreach ((_, TaskCompletionSource done) in _flushes) { done.TrySetResult(); }
            _flushes.Clear();
        }
    }

    private void Listen()
    {
        ThreadUrgency.Raise();
        FrameHandler take = (in Frame frame) => _path.Accept(in frame);
        var pace = new ChangePace(_options.Refresh, _time);
        long looked = _time.GetTimestamp(), advanced = looked, met = looked;
        (long Begin, DateTimeOffset Time) round = default;
        while (!_ending)
        {
            if (_frames.IsRoundOver) { round = (_time.GetTimestamp(), _time.GetUtcNow()); }
            int count = _frames.Drain(take);
            // What was not there when the last round began came since.
            if (count > 0) { pace.Met(met); }
            if (_frames.IsRoundOver) { met = round.Begin; }
            if (_time.GetElapsedTime(looked) >= s_step)
            {
                _monitor.LookAround();
                looked = _time.GetTimestamp();
            }

            if (_time.GetElapsedTime(advanced, met) >= s_step)
            {
                // Frames of the last moments may still be in a block that the kernel has not handed over.
                _path.Advance(((round.Time - (2 * _options.Delay)).Ticks - DateTime.UnixEpoch.Ticks) * 100);
                advanced = met;
            }

            if (count == 0) { _path.Flush(); }
            // While a change is being made, rows wait for the next one; what may not wait makes the frames wait.
            if (_monitor.IsFull || (!_tables.IsBusy && (IsAsked(met) || pace.IsDue)))
            {
                _path.Flush();
                pace.Begin();
                pace.Took(Write(Asked(met)));
            }

            if (count == 0) { _frames.Wait(_options.Delay); }
        }
    }

    /// <summary>Hands over what is to change. Gives how long the change before took.</summary>
    private TimeSpan Write(IReadOnlyList<TaskCompletionSource> waiting)
    {
        try
        {
            var change = new TableChange();
            long begin = _time.GetTimestamp();
            Tell(change);
            TimeSpan told = _time.GetElapsedTime(begin);
            return told + _tables.Write(change.Apply, waiting);
        }
        catch
        {
            // The monitor ends now; nobody is kept waiting for it.
            foreach (TaskCompletionSource one in waiting) { one.TrySetResult(); }
            throw;
        }
    }

    private void Tell(ITableSink tables)
    {
        _frames.ReadStatistics();
        Balance all = MonitorRows.BalanceOf(_path);
        Interlocked.Exchange(ref _captured, all[Waypoint.Captured]);
        Interlocked.Exchange(ref _accounted, all.PacketsAccountedFor);
        if (Interlocked.Exchange(ref _dropped, _frames.Dropped) < _frames.Dropped) { _options.Log.FramesDropped(_name, _frames.Dropped); }
        _rows.Write(_path, _frames.Dropped, _time.GetUtcNow(), tables);
        _options.Log.TablesChanged(_name, Captured);
    }

    // A frame that passed before a flush was asked for is in a block that the kernel hands over within the delay: the round that begins after twice that has met it.
    private bool IsDue(long asked, long met) => _time.GetElapsedTime(asked, met) >= 2 * _options.Delay;

    private bool IsAsked(long met)
    {
        lock (_gate) { return _flushes.Exists(one => IsDue(one.Asked, met)); }
    }

    /// <summary>Those whose frames are in what is told now: all that were there at the begin of the last round that is over.</summary>
    private List<TaskCompletionSource> Asked(long met)
    {
        lock (_gate)
        {
            List<TaskCompletionSource> asked = [.. _flushes.Where(one => IsDue(one.Asked, met)).Select(one => one.Done)];
            _flushes.RemoveAll(one => IsDue(one.Asked, met));
            return asked;
        }
    }
}
