namespace Weir.Lab.Plan;

/// <summary>A link between two interfaces.</summary>
/// <param name="Name">Its name: <c>h1 -- s1</c>, for a second one between the same two <c>h1 -- s1 (2)</c>.</param>
/// <param name="A">The end that the file names first.</param>
/// <param name="B">The other end.</param>
/// <param name="Segment">The index of its segment in the plan.</param>
/// <param name="Backend">What carries and shapes its frames.</param>
/// <param name="BackendReason">Why this one.</param>
/// <param name="AtoB">What happens to frames from A to B.</param>
/// <param name="BtoA">What happens to frames from B to A.</param>
public sealed record LinkPlan(string Name, InterfacePlan A, InterfacePlan B, int Segment, LinkBackend Backend, string BackendReason, Impairments AtoB, Impairments BtoA)
{
    /// <summary>False when every frame must be as it would be on a wire: with its checksums, and no larger than the link allows.</summary>
    public bool Offloads { get; init; } = true;
}
