namespace Weir.Platform;

/// <summary>What a running child has used until now, over all its threads, without its own children.</summary>
/// <param name="User">CPU time of the program, in steps of a hundredth of a second.</param>
/// <param name="System">CPU time of the kernel for it, in steps of a hundredth of a second.</param>
/// <param name="Resident">Memory that it has now, in bytes.</param>
/// <param name="Threads">How many threads it has.</param>
/// <param name="RunQueueDelay">How long its threads were ready and had no core; zero where the kernel does not count it. Time of threads that ended is not in it.</param>
public readonly record struct ChildUsage(TimeSpan User, TimeSpan System, long Resident, int Threads, TimeSpan RunQueueDelay);
