namespace Weir.Platform;

/// <summary>A request that the kernel refused.</summary>
/// <param name="Request">Which request of the batch, from 0.</param>
/// <param name="What">What the request was to do: <c>creating veth h1-eth0</c>.</param>
/// <param name="Number">The error number (errno).</param>
/// <param name="Text">What the kernel said beside the number; null when nothing.</param>
public sealed record RouteFault(int Request, string What, int Number, string? Text)
{
    /// <summary>One sentence: <c>creating veth h1-eth0: File exists</c>, with the kernel's own words behind it.</summary>
    public override string ToString() => $"{What}: {LinuxCalls.Describe(Number)}{(Text is null ? "" : $" ({Text.TrimEnd('.')})")}";
}
