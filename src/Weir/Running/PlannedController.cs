namespace Weir.Running;

/// <summary>A controller of a run as it was planned.</summary>
/// <param name="Name">Its name.</param>
/// <param name="App">What decides.</param>
/// <param name="Node">The node that it runs on; empty when it runs beside the nodes.</param>
/// <param name="Switches">The switches that name it.</param>
internal sealed record PlannedController(string Name, string App, string Node, IReadOnlyList<string> Switches);
