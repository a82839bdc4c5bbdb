using Weir.Declaration;

namespace Weir.Lab.Plan;

/// <summary>A section of a lab file as it was read.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Text">What it says, with variables filled in: the same for what means the same, however it is written.</param>
internal sealed record PlanSection(SourcePlace Place, string Text);
