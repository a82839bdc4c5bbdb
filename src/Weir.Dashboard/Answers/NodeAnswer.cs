namespace Weir.Dashboard.Answers;

/// <summary>A node.</summary>
internal sealed record NodeAnswer(string Name, string Kind, IReadOnlyList<string> Addresses, IReadOnlyList<InterfaceAnswer> Interfaces, IReadOnlyList<string> Programs);
