namespace Weir.Programs;

/// <summary>How a program of a run is started, watched and ended.</summary>
public sealed record ProgramOptions
{
    /// <summary>Its name in the file.</summary>
    public required string Name { get; init; }

    /// <summary>What is started.</summary>
    public required ProcessOrder Order { get; init; }

    /// <summary>All of these must hold before it counts as ready; none: it is ready when it was started.</summary>
    public IReadOnlyList<IReadiness> Ready { get; init; } = [];

    /// <summary>How long it may take to become ready.</summary>
    public TimeSpan ReadyLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether it is started again when it ends.</summary>
    public RestartPolicy Restart { get; init; }

    /// <summary>Restarts at most, so that a program that cannot live does not fill the log.</summary>
    public int RestartLimit { get; init; } = 100;

    /// <summary>Pause before a restart.</summary>
    public TimeSpan RestartPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The exit codes that are right, 128 plus the signal for one that a signal ends; empty: 0, or any when the run ended the program.</summary>
    public IReadOnlyList<int> ExpectedExits { get; init; } = [];

    /// <summary>Text for its standard input; null: none.</summary>
    public string? Input { get; init; }

    /// <summary>The signal that asks it to end.</summary>
    public int StopSignal { get; init; } = 15;

    /// <summary>How long it has to end after it was asked; then it is killed.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(3);
}
