using System.Diagnostics;
using Weir.Programs;
using Weir.Platform;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Running;

/// <summary>The tool as a process of its own, with runs and a registry of its own, so that it can be killed and what it leaves can be told from what others do.</summary>
internal sealed class ToolRun : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly Task<string> _out;
    private readonly Task<string> _error;

    private ToolRun(Process process)
    {
        _process = process;
        _out = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Begins <c>weir ARGS</c> in <paramref name="folder"/>, which gets the folders <c>runs</c> and <c>registry</c>.</summary>
    public static ToolRun Start(string folder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Weir.Cli.dll"), .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["WEIR_RUNS"] = Path.Combine(folder, "runs");
        start.Environment["WEIR_REGISTRY"] = Path.Combine(folder, "registry");
        var run = new ToolRun(Process.Start(start)!);
        run._process.StandardInput.Close();
        return run;
    }

    /// <summary>Runs the tool to its end.</summary>
    public static async Task<Shell> RunAsync(string folder, params string[] args)
    {
        using ToolRun run = Start(folder, args);
        return await run.EndAsync();
    }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>True when it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Sends a signal to the process alone.</summary>
    public void Signal(int signal)
    {
        using ProcessHandle? handle = ProcessHandle.TryOpen(_process.Id);
        handle?.TrySignal(signal);
    }

    /// <summary>Kills it as the kernel does when memory runs out.</summary>
    public void Kill() => Signal(Signals.Kill);

    /// <summary>Waits for its end and gives what it printed. What it left may hold its streams open: their end is not waited for when it was killed.</summary>
    public async Task<Shell> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return new Shell("weir", _process.ExitCode, await _out.WaitAsync(s_patience), await _error.WaitAsync(s_patience));
    }

    public void Dispose() => _process.Dispose();
}
