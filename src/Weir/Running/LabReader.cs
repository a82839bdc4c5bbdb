using Weir.Lab;
using Weir.Lab.Plan;

namespace Weir.Running;

/// <summary>Reads the lab file of a living run again, or another one in its place.</summary>
/// <param name="file">The file as the user named it; null for the one that the run was made of.</param>
/// <param name="folder">The folder that its path starts from.</param>
/// <param name="sets">Variables that are set beside, and before, those that were set when the run began.</param>
/// <param name="environment">Gives a variable of the environment in which the change is asked for, or null.</param>
/// <param name="continues">The plan that the new one continues.</param>
public delegate LabReading LabReader(string? file, string folder, IReadOnlyList<KeyValuePair<string, string>> sets, Func<string, string?> environment, LabPlan continues);
