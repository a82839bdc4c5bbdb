namespace Weir.Programs;

/// <summary>
/// One program of a run from its start to its end: started when asked, watched until it is ready, started again where its policy says so, asked to end and killed when it does not. Its output goes to a
/// <see cref="ProgramLog"/>. What happens to it is told through <see cref="Changed"/>.
/// </summary>
public sealed partial class LabProgram : IAsyncDisposable
{
    // A process that SIGKILL does not end by then sleeps in the kernel or is frozen; whoever removes the run tells what is left.
    private static readonly TimeSpan s_killLimit = TimeSpan.FromSeconds(3);

    // Guards _state, _process, _exitCode, _restarts, _stopping, _asked, _unaskedEnds, _life, _stop, _begun, _awaited and _end.
    private readonly Lock _gate = new();
    private readonly IProgramHost _host;
    private readonly TimeProvider _time;
    // Continued where it is completed: a lab in memory has one thread, and in others nothing is held meanwhile.
    private readonly TaskCompletionSource _ready = new();
    private CancellationTokenSource _end = new();
    private ProgramState _state;
    private INodeProcess? _process;
    private int? _exitCode;
    private int _restarts;
    private bool _stopping;
    private bool _asked;
    private int _unaskedEnds;
    private Task? _life;
    private TaskCompletionSource? _stop;
    private long _begun;
    private string? _awaited;

    /// <summary>Makes a program that does not run yet.</summary>
    public LabProgram(ProgramOptions options, IProgramHost host, ProgramLog log, TimeProvider time)
    {
        Options = options;
        Log = log;
        _host = host;
        _time = time;
    }

    /// <summary>Called for each change with a sentence about it; from any thread.</summary>
    public event Action<LabProgram, ProgramState, string>? Changed;

    /// <summary>How it is started and ended.</summary>
    public ProgramOptions Options { get; }

    /// <summary>What it wrote.</summary>
    public ProgramLog Log { get; }

    /// <summary>The node's name.</summary>
    public string Node => _host.Name;

    /// <summary>Where it is in its life.</summary>
    public ProgramState State
    {
        get
        {
            lock (_gate) { return _state; }
        }
    }

    /// <summary>The process id of its present process, in the kernel that it runs on; null when none runs.</summary>
    public int? ProcessId
    {
        get
        {
            lock (_gate) { return _process?.Id; }
        }
    }

    /// <summary>How it ended the last time, 128 plus the signal when one ended it; null while it never ended.</summary>
    public int? ExitCode
    {
        get
        {
            lock (_gate) { return _exitCode; }
        }
    }

    /// <summary>How often it was started again.</summary>
    public int Restarts
    {
        get
        {
            lock (_gate) { return _restarts; }
        }
    }

    /// <summary>How often it ended although nobody asked for it: no stop and no signal, and no end that its options expect.</summary>
    public int UnaskedEnds
    {
        get
        {
            lock (_gate) { return _unaskedEnds; }
        }
    }

    /// <summary>True when it ended otherwise than it should have: with another code than the expected one, or by itself with a code that is not 0.</summary>
    public bool Failed
    {
        get
        {
            lock (_gate) { return _state == ProgramState.Exited && _exitCode is { } code && !IsExpected(code); }
        }
    }

    /// <summary>Completes when it is ready, or fails with the reason why it will never be.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Completes when it has ended for good; at once when it was never started.</summary>
    public Task Ended
    {
        get
        {
            lock (_gate) { return _life ?? Task.CompletedTask; }
        }
    }

    /// <summary>What it waits for to be ready, in words; null while it waits for nothing.</summary>
    internal string? Awaited
    {
        get
        {
            lock (_gate) { return _awaited; }
        }
    }

    /// <summary>True when it was stopped before it was ever started: it is started only when somebody asks for it.</summary>
    internal bool IsHeldBack
    {
        get
        {
            lock (_gate) { return _state == ProgramState.Waiting && _stopping; }
        }
    }

    /// <summary>CPU time in seconds and memory in bytes of its present process; zeros when none runs.</summary>
    public (double CpuSeconds, long ResidentBytes) Usage()
    {
        lock (_gate) { return _process?.Usage() ?? default; }
    }

    /// <summary>Starts it; nothing happens when it runs already.</summary>
    /// <exception cref="WeirException">It cannot be started.</exception>
    public Task StartAsync(CancellationToken cancellation) => StartAsync(isTurn: false, cancellation);

    /// <summary>Starts it because its turn has come, and gives true; false, with nothing done, when it was stopped before.</summary>
    /// <exception cref="WeirException">It cannot be started.</exception>
    internal Task<bool> StartInTurnAsync(CancellationToken cancellation) => StartAsync(isTurn: true, cancellation);

    /// <summary>Sends a signal to it; nothing happens when it does not run. An end that follows was asked for.</summary>
    public void Signal(int signal)
    {
        lock (_gate)
        {
            _asked = true;
            _process?.Signal(signal);
        }
    }

    /// <summary>Stops it for a while; it keeps its state and its sockets.</summary>
    public void Pause() => Hold(ProgramState.Running, ProgramState.Paused, Signals.Stop, "paused");

    /// <summary>Lets it go on after <see cref="Pause"/>.</summary>
    public void Resume() => Hold(ProgramState.Paused, ProgramState.Running, Signals.Continue, "goes on");

    /// <summary>Asks it to end and kills it when it does not within its limit. Completes when it has ended, or some seconds after it was killed when even that did not end it.</summary>
    public async Task StopAsync()
    {
        INodeProcess? process;
        Task? life;
        bool paused;
        TaskCompletionSource? before, done = null;
        lock (_gate)
        {
            _stopping = true;
            process = _process;
            life = _life;
            paused = _state == ProgramState.Paused;
            before = _stop;
            if (life is not null && before is null) { _stop = done = new TaskCompletionSource(); }
        }

        // One that is just being started finds out when its process is there.
        if (life is null) { return; }
        if (done is null)
        {
            // A program may take the second of two signals for the order to end at once: it gets one, however many ask.
            if (before is not null) { await before.Task.ConfigureAwait(false); }
            return;
        }

        try
        {
            Cancel(_end);
            process?.Signal(Options.StopSignal);
            if (paused) { process?.Signal(Signals.Continue); }
            if (await Task.WhenAny(life, Task.Delay(Options.StopLimit, _time)).ConfigureAwait(false) == life) { return; }
            process?.Signal(Signals.Kill);
            await Task.WhenAny(life, Task.Delay(s_killLimit, _time)).ConfigureAwait(false);
        }
        finally
        {
            done.TrySetResult();
        }
    }

    /// <summary>Kills it as a crash would: it is started again where its policy says so.</summary>
    public void Kill() => Signal(Signals.Kill);

    /// <summary>Ends it, and closes its log.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        Log.Dispose();
        _end.Dispose();
    }

    // Not awaited, for the same reason.
    private static void Cancel(CancellationTokenSource source) => source.Cancel();

    private bool IsExpected(int code) => Options.ExpectedExits.Count > 0 ? Options.ExpectedExits.Contains(code) : code == 0 || _stopping;

    private void Hold(ProgramState from, ProgramState to, int signal, string text)
    {
        lock (_gate)
        {
            if (_state != from) { return; }
            _process?.Signal(signal);
        }

        Move(to, text);
    }

    private async Task<bool> StartAsync(bool isTurn, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (isTurn && _state == ProgramState.Waiting && _stopping) { return false; }
            if (_state is not (ProgramState.Waiting or ProgramState.Exited)) { return true; }
            _state = ProgramState.Starting;
            if (_stopping) { _end = new CancellationTokenSource(); }
            _stopping = false;
            _stop = null;
        }

        INodeProcess process;
        try
        {
            process = await _host.StartAsync(Options.Order, cancellation).ConfigureAwait(false);
        }
        catch (WeirException fault)
        {
            Move(ProgramState.Exited, fault.Message);
            _ready.TrySetException(fault);
            throw;
        }

        bool stopped;
        lock (_gate)
        {
            _begun = _time.GetTimestamp();
            _process = process;
            _stop = null;
            _life = LiveAsync(process);
            stopped = _stopping;
        }

        if (stopped) { await StopAsync().ConfigureAwait(false); }
        return true;
    }

    /// <summary>What else is to be known about one that is not ready, as the rest of a sentence: how often it did not live. Empty when it was started once.</summary>
    internal string StartsSoFar()
    {
        lock (_gate) { return _restarts > 0 && _exitCode is { } code ? $", and was started again {(_restarts == 1 ? "once" : $"{_restarts} times")}, after it had ended with {Describe(code)}" : ""; }
    }

    private void Move(ProgramState state, string text)
    {
        lock (_gate) { _state = state; }
        Changed?.Invoke(this, state, text);
    }

    private static string Describe(int code) => code > 128 ? $"signal {code - 128}" : $"exit code {code}";
}
