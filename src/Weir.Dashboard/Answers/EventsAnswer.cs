namespace Weir.Dashboard.Answers;

/// <summary>Events from an index on; <paramref name="Next"/> is the index after the last one.</summary>
internal sealed record EventsAnswer(IReadOnlyList<EventAnswer> Events, long Next);
