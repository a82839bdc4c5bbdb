namespace Weir.Running.Applying;

/// <summary>One step from what stands to what a changed file says. It is printed by a dry run and carried out by a real one: the same list, made in one place.</summary>
/// <param name="Action">What kind of step it is: <c>add-node</c>.</param>
/// <param name="Subject">What it acts on.</param>
/// <param name="Text">What it does, as a sentence without a full stop.</param>
/// <param name="CarryOut">Does it.</param>
internal sealed record ApplyStep(string Action, string Subject, string Text, Func<CancellationToken, Task> CarryOut);
