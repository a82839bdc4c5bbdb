namespace Weir.Dashboard.Answers;

/// <summary>This server.</summary>
internal sealed record AboutAnswer(string Weir, string Host, string Kernel, string? Current);
