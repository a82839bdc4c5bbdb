namespace Weir.Platform;

/// <summary>What a control group's processes use together; null where the machine does not count it.</summary>
/// <param name="Memory">Memory now, in bytes.</param>
/// <param name="Cpu">CPU time until now.</param>
/// <param name="Processes">Processes and threads now.</param>
/// <param name="Throttled">How long they were held back by the limit of cores.</param>
/// <param name="KilledForMemory">How many the kernel killed because memory ran out.</param>
public readonly record struct ControlGroupUsage(long? Memory, TimeSpan? Cpu, int? Processes, TimeSpan? Throttled, long? KilledForMemory);
