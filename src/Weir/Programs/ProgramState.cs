namespace Weir.Programs;

/// <summary>Where a program is in its life.</summary>
public enum ProgramState
{
    /// <summary>Not started: it waits for others.</summary>
    Waiting,
    /// <summary>Started, and not ready yet.</summary>
    Starting,
    /// <summary>Ready: what comes after it may start.</summary>
    Running,
    /// <summary>Stopped for a while.</summary>
    Paused,
    /// <summary>Ended, and not started again.</summary>
    Exited,
}
