using Weir.Capture;
using Weir.Decoding;

namespace Weir.Processing;

/// <summary>What the path did for one capture file.</summary>
/// <param name="File">The path as given, <c>-</c> for standard input.</param>
/// <param name="Points">Its points of observation, in the order in which they were declared.</param>
/// <param name="SecretProblems">Lines of its Decryption Secrets Blocks that were not understood.</param>
/// <param name="Fault">Why reading stopped before the end; null when it was read to the end. What came before was handed on.</param>
public sealed record FileResult(string File, IReadOnlyList<PointResult> Points, IReadOnlyList<SecretProblem> SecretProblems, CaptureFault? Fault);
