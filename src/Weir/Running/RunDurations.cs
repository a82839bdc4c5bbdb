namespace Weir.Running;

/// <summary>How long the parts of a run took, in seconds of wall-clock time.</summary>
/// <param name="Plan">Reading the file and planning.</param>
/// <param name="Build">Building the network and beginning the captures.</param>
/// <param name="Run">From the start of the run's clock to its end.</param>
/// <param name="Remove">Ending the programs and removing everything.</param>
public sealed record RunDurations(double Plan, double Build, double Run, double Remove);
