namespace Weir;

/// <summary>
/// Loss in bursts after Gilbert and Elliott: a line that is good or bad, changes before each packet, and loses few packets while good and many while bad. All four are probabilities from 0 to 1.
/// </summary>
/// <param name="P">Probability that a good line turns bad before the next packet.</param>
/// <param name="R">Probability that a bad line turns good before the next packet; 1 / R is the mean length of a bad time in packets.</param>
/// <param name="H">Probability that a packet passes while the line is bad.</param>
/// <param name="K">Probability that a packet passes while the line is good.</param>
public sealed record BurstLoss(double P, double R, double H = 0, double K = 1)
{
    /// <summary>The share of packets lost in the long run, from 0 to 1. A line that never changes stays good.</summary>
    public double MeanLoss => P + R <= 0 ? 1 - K : ((P * (1 - H)) + (R * (1 - K))) / (P + R);
}
