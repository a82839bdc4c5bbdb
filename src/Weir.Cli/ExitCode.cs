namespace Weir.Cli;

/// <summary>How a command ended. Documented in <c>docs/exit-codes.md</c>; the numbers never change.</summary>
internal enum ExitCode
{
    /// <summary>All held.</summary>
    Success = 0,
    /// <summary>A check failed, or an input was damaged and only what came before the damage was read.</summary>
    Failed = 1,
    /// <summary>A bad file or bad usage.</summary>
    BadUsage = 2,
    /// <summary>The machine lacks something.</summary>
    MachineLacks = 3,
    /// <summary>Building failed.</summary>
    BuildFailed = 4,
    /// <summary>A program failed unexpectedly, Weir itself included.</summary>
    ProgramFailed = 5,
    /// <summary>Something took longer than it was given.</summary>
    TimedOut = 6,
    /// <summary>The result is not trustworthy (only with <c>--strict</c>).</summary>
    NotTrustworthy = 7,
    /// <summary>Something could not be removed.</summary>
    NotRemoved = 8,
    /// <summary>The user interrupted it; what was known so far was printed.</summary>
    Interrupted = 130,
}
