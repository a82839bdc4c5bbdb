using System.Net.Sockets;
using Weir.Memory;
using Weir.Programs;
using Weir.Traffic.InMemory;

namespace Weir.Running.InMemory;

/// <summary>A program on a node in memory while it runs: a task on the lab's thread, which ends and is asked to end as a process is.</summary>
internal sealed class MemoryProcess : INodeProcess
{
    private readonly CancellationTokenSource _stop = new();
    private readonly MemoryOutput _output;
    private readonly MemoryOutput _error;
    // Continued where it is completed: on the lab's thread.
    private readonly TaskCompletionSource<int> _ended = new();
    private int? _killedBy;

    /// <summary>Starts a program at its turn.</summary>
    public MemoryProcess(int id, MemoryHost host, Func<MemorySite, Task<int>> program)
    {
        Id = id;
        _output = new MemoryOutput(host.Loop);
        _error = new MemoryOutput(host.Loop);
        var site = new MemorySite(host, _output.WriteLine, _error.WriteLine, _stop.Token);
        host.Loop.Post(() => _ = LiveAsync(program, site));
    }

    /// <inheritdoc/>
    public int Id { get; }

    /// <inheritdoc/>
    public Stream Output => _output;

    /// <inheritdoc/>
    public Stream Error => _error;

    /// <inheritdoc/>
    public Stream? Input => null;

    /// <inheritdoc/>
    public Task<int> Ended => _ended.Task;

    /// <inheritdoc/>
    public void Signal(int signal)
    {
        if (_ended.Task.IsCompleted) { return; }
        if (signal is not (Signals.Terminate or 2)) { _killedBy ??= signal; }
        _stop.Cancel();
    }

    /// <inheritdoc/>
    public (double CpuSeconds, long ResidentBytes) Usage() => default;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _stop.Cancel();
        return ValueTask.CompletedTask;
    }

    private async Task LiveAsync(Func<MemorySite, Task<int>> program, MemorySite site)
    {
        int code;
        try
        {
            code = await program(site).ConfigureAwait(false);
        }
        catch (WeirException fault)
        {
            _error.WriteLine($"weir: {fault.Message}");
            code = fault.ExitCode;
        }
        catch (SocketException fault)
        {
            _error.WriteLine($"weir: {fault.Message}");
            code = 1;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            code = MemorySite.Interrupted;
        }
#pragma warning disable CA1031 // The border of a program: a fault in one must not take the lab down.
        catch (Exception fault)
        {
            _error.WriteLine($"weir: a fault in Weir itself: {fault}");
            code = 5;
        }
#pragma warning restore CA1031

        _output.End();
        _error.End();
        _ended.TrySetResult(_killedBy is { } signal ? 128 + signal : code);
    }
}
