namespace Weir.Running;

/// <summary>One thing that happened in a run.</summary>
/// <param name="Time">Seconds since the run's clock started; negative while the network was built.</param>
/// <param name="Kind">What happened, a word of <see cref="RunEventKinds"/>.</param>
/// <param name="Subject">What it happened to: a node, link, program, check or capture; empty for the run itself.</param>
/// <param name="Text">A sentence for people.</param>
/// <param name="Data">Further values by name, in the order in which they are written.</param>
public sealed record RunEvent(double Time, string Kind, string Subject, string Text, IReadOnlyList<KeyValuePair<string, string>> Data);
