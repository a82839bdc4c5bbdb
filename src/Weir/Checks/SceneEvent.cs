namespace Weir.Checks;

/// <summary>Something that happened in the run.</summary>
/// <param name="Time">Seconds since the run's clock started.</param>
/// <param name="Kind">What happened, as in <c>events.jsonl</c>.</param>
/// <param name="Subject">What it happened to.</param>
/// <param name="Text">A sentence for people.</param>
public readonly record struct SceneEvent(double Time, string Kind, string Subject, string Text);
