namespace Weir.Capabilities;

/// <summary>What a try of a capability found.</summary>
/// <param name="State">Whether the machine can do it.</param>
/// <param name="Found">What was tried and what came out, in a few words.</param>
/// <param name="Remedy">What helps, where it is not what usually helps; null for the usual.</param>
internal sealed record CapabilityFinding(CapabilityState State, string Found, string? Remedy = null)
{
    /// <summary>It can.</summary>
    public static CapabilityFinding Yes(string found) => new(CapabilityState.Yes, found);

    /// <summary>It can with a restriction.</summary>
    public static CapabilityFinding Limited(string found, string? remedy = null) => new(CapabilityState.Limited, found, remedy);

    /// <summary>It cannot.</summary>
    public static CapabilityFinding No(string found, string? remedy = null) => new(CapabilityState.No, found, remedy);
}
