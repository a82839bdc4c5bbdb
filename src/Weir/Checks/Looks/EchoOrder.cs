namespace Weir.Checks.Looks;

/// <summary>What is sent to each target of a series of echo requests.</summary>
/// <param name="Count">Requests to each.</param>
/// <param name="Interval">Time between two.</param>
/// <param name="Timeout">How long an answer may take.</param>
/// <param name="Size">Bytes of data in each.</param>
/// <param name="KeptTimes">Round-trip times that are kept for each target.</param>
internal readonly record struct EchoOrder(int Count, TimeSpan Interval, TimeSpan Timeout, int Size, int KeptTimes);
