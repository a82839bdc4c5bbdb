using Weir.Platform;

namespace Weir.Capture;

/// <summary>An interface that is captured while frames pass.</summary>
/// <param name="Network">The namespace that it is in.</param>
/// <param name="Index">Its number there.</param>
/// <param name="Name">The name that it has in the file.</param>
/// <param name="IsOuter">True when the interface is the far side of the node that it belongs to (a tap, a port of a switch), so that what it receives is what the node sent.</param>
public sealed record LivePoint(NetworkNamespace Network, int Index, string Name, bool IsOuter = false);
