namespace Weir.Programs;

/// <summary>A program that runs in a node: a process of this kernel, or one of a guest's.</summary>
public interface INodeProcess : IAsyncDisposable
{
    /// <summary>Its process id, in the kernel that it runs on.</summary>
    int Id { get; }

    /// <summary>What it writes to standard output. Read it, or the program will wait.</summary>
    Stream Output { get; }

    /// <summary>What it writes to standard error. Read it, or the program will wait.</summary>
    Stream Error { get; }

    /// <summary>Its standard input; null when it has none.</summary>
    Stream? Input { get; }

    /// <summary>Completes when it has ended, with its exit code, or 128 plus the signal that ended it.</summary>
    Task<int> Ended { get; }

    /// <summary>Sends a signal to it and to what it started. Nothing happens when it has ended.</summary>
    void Signal(int signal);

    /// <summary>CPU time in seconds that it used, and memory in bytes that it has in use; zeros when it has ended.</summary>
    (double CpuSeconds, long ResidentBytes) Usage();
}
