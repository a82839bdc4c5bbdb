using System.Text;

namespace Weir.Programs;

/// <summary>The life of a program: its processes one after the other, and how it becomes ready.</summary>
public sealed partial class LabProgram
{
    private async Task LiveAsync(INodeProcess process)
    {
        while (true)
        {
            Changed?.Invoke(this, ProgramState.Starting, $"started {(Node.Length == 0 ? "beside the nodes" : $"on {Node}")} as process {process.Id}");
            int code = await LiveOnceAsync(process).ConfigureAwait(false);
            bool again;
            lock (_gate)
            {
                _process = null;
                _exitCode = code;
                if (!_stopping && !_asked && !Options.ExpectedExits.Contains(code)) { _unaskedEnds++; }
                _asked = false;
                again = !_stopping && _restarts < Options.RestartLimit
                    && (Options.Restart == RestartPolicy.Always || (Options.Restart == RestartPolicy.OnFailure && !IsExpected(code)));
            }

            (INodeProcess? next, string? why) = again ? await StartAgainAsync(code).ConfigureAwait(false) : (null, null);
            if (next is null)
            {
                string end = $"ended with {Describe(code)}{(why is null ? "" : $" and could not be started again: {why}")}";
                Move(ProgramState.Exited, end);
                _ready.TrySetException(new WeirException($"program {Options.Name} {end} before it was ready (its output: {Options.Name}.log)", 5));
                return;
            }

            process = next;
        }
    }

    // One process from its start to its end: its streams are read to the end even when it has ended, for children of it may still write.
    private async Task<int> LiveOnceAsync(INodeProcess process)
    {
        await using (process.ConfigureAwait(false))
        {
            using var ended = new CancellationTokenSource();
            Task output = Log.PumpAsync(process.Output, isError: false);
            Task error = Log.PumpAsync(process.Error, isError: true);
            Task input = FeedAsync(process);
            Task ready = BecomeReadyAsync(ended.Token);
            int code = await process.Ended.ConfigureAwait(false);
            // A child that left the program's group may hold the streams open for ever.
            await Task.WhenAny(Task.WhenAll(output, error, input), Task.Delay(TimeSpan.FromSeconds(1), _time)).ConfigureAwait(false);
            Cancel(ended);
            await ready.ConfigureAwait(false);
            return code;
        }
    }

    // The new process, or why there is none; neither when it was stopped meanwhile.
    private async Task<(INodeProcess? Next, string? Why)> StartAgainAsync(int code)
    {
        Move(ProgramState.Starting, $"ended with {Describe(code)}; starts again in {Options.RestartPause.TotalSeconds:0.###} s");
        INodeProcess next;
        try
        {
            await ClockPause.ForAsync(Options.RestartPause, _time, _end.Token).ConfigureAwait(false);
            next = await _host.StartAsync(Options.Order, _end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            return (null, null);
        }
        catch (WeirException fault)
        {
            return (null, fault.Message);
        }

        lock (_gate)
        {
            if (!_stopping)
            {
                _process = next;
                _restarts++;
                return (next, null);
            }
        }

        // Whoever stopped it meanwhile found no process to ask.
        next.Signal(Signals.Kill);
        await next.DisposeAsync().ConfigureAwait(false);
        return (null, null);
    }

    private async Task BecomeReadyAsync(CancellationToken ended)
    {
        TimeSpan left = Options.ReadyLimit;
        // One that never was ready has one limit for all its starts: else it could fail for ever. One that was is given a new one.
        if (!_ready.Task.IsCompleted)
        {
            lock (_gate) { left -= _time.GetElapsedTime(_begun); }
        }

        using var limit = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(ended, limit.Token, _end.Token);
        foreach (IReadiness condition in Options.Ready)
        {
            lock (_gate) { _awaited = condition.Description; }
            try
            {
                await condition.WaitAsync(_host, Log, _time, any.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (any.IsCancellationRequested)
            {
                if (limit.IsCancellationRequested)
                {
                    _ready.TrySetException(new WeirException($"program {Options.Name} was not ready after {Options.ReadyLimit.TotalSeconds:0.###} s: it waits for {condition.Description}{StartsSoFar()}", 6));
                }

                return;
            }
            catch (WeirException fault)
            {
                _ready.TrySetException(fault);
                return;
            }
        }

        lock (_gate) { _awaited = null; }
        Move(ProgramState.Running, "ready");
        _ready.TrySetResult();
    }

    private async Task FeedAsync(INodeProcess process)
    {
        if (process.Input is not { } input) { return; }
        try
        {
            await using (input.ConfigureAwait(false))
            {
                if (Options.Input is { } text) { await input.WriteAsync(Encoding.UTF8.GetBytes(text)).ConfigureAwait(false); }
            }
        }
        catch (IOException)
        {
            Log.Add("weir: the program closed its standard input before it had read all of it", isError: true);
        }
    }
}
