namespace Weir.Running;

/// <summary>An OpenFlow switch of a run as it was planned.</summary>
/// <param name="Name">The node.</param>
/// <param name="Kind">Its kind: <c>ovs</c> or <c>openflow</c>.</param>
/// <param name="Number">The number by which controllers know it: sixteen hexadecimal digits.</param>
/// <param name="FailMode">What it does without a controller.</param>
/// <param name="Controllers">The controllers or places that it names.</param>
/// <param name="Interfaces">Its interfaces by their full names; port N is the Nth.</param>
internal sealed record PlannedSwitch(string Name, string Kind, string Number, string FailMode, IReadOnlyList<string> Controllers, IReadOnlyList<string> Interfaces)
{
    /// <summary>The interface of a port by its full name; null for a port that is no link's.</summary>
    public string? InterfaceOf(uint port) => port >= 1 && port <= Interfaces.Count ? Interfaces[(int)port - 1] : null;
}
