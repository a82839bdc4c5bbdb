using Weir.Declaration;
using Weir.Lab.Plan;

namespace Weir.Lab;

/// <summary>What became of a lab file.</summary>
/// <param name="Plan">The plan; null when there are mistakes.</param>
/// <param name="Mistakes">All mistakes, in the order of the file.</param>
/// <param name="MistakeCount">How many there are; more than are listed when there are very many.</param>
/// <param name="Text">The file's text as it was read; empty when it could not be.</param>
public sealed record LabReading(LabPlan? Plan, IReadOnlyList<Mistake> Mistakes, int MistakeCount, string Text);
