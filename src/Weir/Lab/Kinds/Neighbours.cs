using Weir.Lab.Plan;

namespace Weir.Lab.Kinds;

/// <summary>Who is at the other end of a link.</summary>
internal static class Neighbours
{
    /// <summary>The node at the other end of an interface's link.</summary>
    public static string Of(InterfacePlan one, LabPlan lab) => lab.Links[one.Link] is var link && one.IsA ? link.B.Node : link.A.Node;
}
