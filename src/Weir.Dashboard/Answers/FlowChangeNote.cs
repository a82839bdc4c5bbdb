namespace Weir.Dashboard.Answers;

/// <summary>A flow that was <c>added</c> or <c>removed</c>.</summary>
internal sealed record FlowChangeNote(string Change, FlowAnswer Flow);
