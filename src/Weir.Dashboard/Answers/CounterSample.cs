namespace Weir.Dashboard.Answers;

/// <summary>Rates since the sample before: of interfaces by full name, of links by name.</summary>
internal sealed record CounterSample(double Time, IReadOnlyDictionary<string, InterfaceRates> Interfaces, IReadOnlyDictionary<string, IReadOnlyList<LinkRates>> Links);
