using Weir.Lab.Plan;

namespace Weir.Running;

/// <summary>What became of a check.</summary>
/// <param name="Plan">The check.</param>
/// <param name="Passed">True or false when it was decided; null when the run ended before.</param>
/// <param name="Message">What was found.</param>
/// <param name="Seconds">When it was decided, in seconds of the run's clock.</param>
public sealed record CheckResult(CheckPlan Plan, bool? Passed, string Message, double Seconds)
{
    /// <summary>The word for it: <c>pass</c>, <c>fail</c> or <c>skip</c>.</summary>
    public string Word => Passed switch { true => "pass", false => "fail", null => "skip" };
}
