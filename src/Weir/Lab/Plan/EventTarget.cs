using Weir.Declaration;

namespace Weir.Lab.Plan;

/// <summary>One thing that an event happens to.</summary>
/// <param name="Name">The name of the link, node, program or other thing; empty when the event has no targets.</param>
/// <param name="Settings">What happens.</param>
public sealed record EventTarget(string Name, Settings Settings);
