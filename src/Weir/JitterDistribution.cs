namespace Weir;

/// <summary>How the delay of single packets is spread around the mean. Each is scaled so that the mean stays the asked delay.</summary>
public enum JitterDistribution
{
    /// <summary>Bell-shaped; the jitter is the standard deviation. Ends at 3.7 standard deviations.</summary>
    Normal,
    /// <summary>Even between delay - jitter and delay + jitter.</summary>
    Uniform,
    /// <summary>Pareto with shape 3: most packets a little early, few very late; the jitter is the standard deviation.</summary>
    Pareto,
    /// <summary>A quarter normal and three quarters Pareto; the jitter is the standard deviation.</summary>
    ParetoNormal,
}
