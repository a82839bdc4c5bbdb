using Weir.Declaration;

namespace Weir.Lab.Plan;

/// <summary>A scheduled event.</summary>
/// <param name="Name">Its name, for messages and for checks that refer to it.</param>
/// <param name="At">When it happens first, on the run's clock.</param>
/// <param name="Every">When it happens again; null for once.</param>
/// <param name="Times">How often it happens in all; null for as long as the run lasts.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Targets">What it happens to, in the order of the file. One with an empty name for an event without targets.</param>
public sealed record EventPlan(string Name, TimeSpan At, TimeSpan? Every, long? Times, IEventKind Kind, IReadOnlyList<EventTarget> Targets);
