using Weir.Lab.Plan;

namespace Weir.Running;

/// <summary>A capture of a living run.</summary>
/// <param name="Plan">The capture.</param>
/// <param name="File">Its file, an absolute path.</param>
/// <param name="Written">Frames written so far.</param>
/// <param name="Dropped">Frames lost so far, as of the last look at the kernel's counters.</param>
internal sealed record CaptureState(CapturePlan Plan, string File, long Written, long Dropped);
