namespace Weir.Running;

/// <summary>A check as the record of a run says it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Result"><c>pass</c>, <c>fail</c> or <c>skip</c>.</param>
/// <param name="Message">What was found.</param>
/// <param name="Seconds">When it was decided, in seconds of the run's clock.</param>
public sealed record RecordedCheck(string Name, string Kind, string Result, string Message, double Seconds);
