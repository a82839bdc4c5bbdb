using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Cli.Output;
using Weir.Platform;

namespace Weir.Cli;

/// <summary>What a command may touch of the world: where it writes, the clock, what kind of terminal there is, the folder it runs in, and the user's wish to stop.</summary>
internal sealed class CommandContext : IDisposable
{
    private static readonly TimeSpan s_sameWish = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource _interrupt = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly StreamWriter _out;
    private ILogger? _log;
    private long _interrupted;

    /// <summary>Makes a context; tests give memory streams and string writers.</summary>
    public CommandContext(Stream output, TextWriter error, TimeProvider time, string workingFolder)
    {
        OutStream = output;
        _out = new StreamWriter(output, new UTF8Encoding(false), 1 << 15) { NewLine = "\n" };
        Error = error;
        Time = time;
        WorkingFolder = workingFolder;
    }

    /// <summary>Standard output as text. Buffered: <see cref="CommandLine"/> flushes it when the command ends.</summary>
    public TextWriter Out => _out;

    /// <summary>Standard output as bytes. Flush <see cref="Out"/> before writing here.</summary>
    public Stream OutStream { get; }

    /// <summary>Standard error; not buffered.</summary>
    public TextWriter Error { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The folder that relative paths start from.</summary>
    public string WorkingFolder { get; }

    /// <summary>The words of the command line, the verb first.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>True when the command is all that this process does, so that it may become another program.</summary>
    public bool IsOfThisProcess => OutStream is StandardStream;

    /// <summary>True when standard output is a terminal.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>True when standard error is a terminal, so that progress may be shown.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>True when the environment forbids colours (<c>NO_COLOR</c>, or <c>TERM=dumb</c>).</summary>
    public bool NoColour { get; init; }

    /// <summary>Paints text on standard output where colours are allowed, and leaves it alone elsewhere.</summary>
    public Paint Paint => new(OutIsTerminal && !NoColour);

    /// <summary>True when the user asked for <c>--verbose</c>.</summary>
    public bool Verbose { get; set; }

    /// <summary>Where what happens is logged; nowhere, unless the user asked for it.</summary>
    public ILogger Log { get => _log ?? NullLogger.Instance; set => _log = value; }

    /// <summary>The arguments that make another verb log as this one does; empty when nothing is logged.</summary>
    public IReadOnlyList<string> LogArguments { get; set; } = [];

    /// <summary>The level that the environment asks for (<c>WEIR_LOG</c>); null or empty for none.</summary>
    public string? LogLevel { get; init; }

    /// <summary>Cancelled when the user interrupts. A command then stops reading, prints what it knows, and ends with <see cref="End"/>.</summary>
    public CancellationToken Cancellation => _interrupt.Token;

    /// <summary>The context of this process: its streams, its folder, the machine's clock.</summary>
    public static CommandContext ForThisProcess()
    {
        Stream error = StandardStream.Error;
        return new CommandContext(StandardStream.Output, new StreamWriter(error, new UTF8Encoding(false), 256) { AutoFlush = true, NewLine = "\n" }, MachineClock.Instance, Environment.CurrentDirectory)
        {
            OutIsTerminal = StandardStream.OutputIsTerminal,
            ErrorIsTerminal = StandardStream.ErrorIsTerminal,
            LogLevel = Environment.GetEnvironmentVariable("WEIR_LOG"),
            NoColour = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Environment.GetEnvironmentVariable("TERM") == "dumb",
        };
    }

    /// <summary>A path as the user wrote it, made to start from <see cref="WorkingFolder"/> when that is not the process's own folder. <c>-</c> stays.</summary>
    public string PathOf(string path) =>
        path == "-" || Path.IsPathRooted(path) || WorkingFolder == Environment.CurrentDirectory ? path : Path.Combine(WorkingFolder, path);

    /// <summary>A line for progress on standard error: silent where that is no terminal.</summary>
    public ProgressLine Progress(string activity) => new(this, activity);

    /// <summary>
    /// The exit code at the end of a command that prints partial results: <paramref name="code"/>, or, when the user interrupted, 130 after saying so.
    /// </summary>
    public int End(ExitCode code)
    {
        if (!Cancellation.IsCancellationRequested) { return (int)code; }
        Flush();
        Error.WriteLine("weir: interrupted; this is what is known so far");
        return (int)ExitCode.Interrupted;
    }

    /// <summary>Asks the command to stop, as Ctrl-C does.</summary>
    public void Interrupt() => _interrupt.Cancel();

    /// <summary>From now on Ctrl-C and SIGTERM ask the command to stop; a second one, half a second later or more, ends the process at once.</summary>
    public void ListenForInterrupts()
    {
        if (!IsOfThisProcess) { return; }
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
    }

    /// <summary>Writes out what is buffered.</summary>
    public void Flush()
    {
        _out.Flush();
        OutStream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals) { signal.Dispose(); }
        _interrupt.Dispose();
    }

    /// <summary>
    /// A signal that asks the command to stop has come: true when the command is to end by itself, false when the process is to end at once. Within half a second of the
    /// first a second one is the same wish: <c>timeout</c> sends its signal to the process and then to its group.
    /// </summary>
    internal bool StopsByItself()
    {
        lock (_signals)
        {
            if (!_interrupt.IsCancellationRequested) { _interrupted = Time.GetTimestamp(); }
            else if (Time.GetElapsedTime(_interrupted) > s_sameWish) { return false; }
        }
        _interrupt.Cancel();
        return true;
    }

    private void OnSignal(PosixSignalContext signal) => signal.Cancel = StopsByItself();
}
