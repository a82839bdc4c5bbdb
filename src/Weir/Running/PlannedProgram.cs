using Weir.Lab.Plan;
using Weir.Programs;

namespace Weir.Running;

/// <summary>A program of a run, and what was planned of it.</summary>
internal sealed record PlannedProgram(ProgramPlan Plan, LabProgram Program);
