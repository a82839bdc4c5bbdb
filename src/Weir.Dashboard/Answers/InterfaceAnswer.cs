namespace Weir.Dashboard.Answers;

/// <summary>An interface of a node.</summary>
internal sealed record InterfaceAnswer(string Name, string FullName, string Mac, IReadOnlyList<string> Addresses);
