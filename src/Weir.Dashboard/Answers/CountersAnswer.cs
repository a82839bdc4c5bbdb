namespace Weir.Dashboard.Answers;

/// <summary>Rates over time.</summary>
internal sealed record CountersAnswer(IReadOnlyList<CounterSample> Samples);
