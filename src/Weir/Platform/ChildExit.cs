namespace Weir.Platform;

/// <summary>How a child ended, and what it and the children that it waited for used.</summary>
/// <param name="Code">Its exit code, 0 to 255; 128 plus the signal when a signal ended it, as shells say.</param>
/// <param name="Signal">The signal that ended it; 0 when it ended by itself.</param>
/// <param name="User">CPU time of the program.</param>
/// <param name="System">CPU time of the kernel for it.</param>
/// <param name="MaxResident">The most memory that it had at one time, in bytes.</param>
public readonly record struct ChildExit(int Code, int Signal, TimeSpan User, TimeSpan System, long MaxResident)
{
    /// <summary>The end of a child that something else in this process waited for, or that nobody may wait for: how it ended is not known, and it counts as a failure (code 255).</summary>
    public static ChildExit Unknown => new(255, 0, TimeSpan.Zero, TimeSpan.Zero, 0);

    /// <summary><c>exit 1</c>, or <c>signal 9</c>.</summary>
    public override string ToString() => Signal == 0 ? $"exit {Code}" : $"signal {Signal}";
}
