namespace Weir.Checks.Looks;

/// <summary>Percentiles of a sample.</summary>
internal static class Percentile
{
    /// <summary>The value below which <paramref name="percent"/> of the values lie, between two of them in proportion: 0 is the least, 50 the median, 100 the greatest. The list is sorted by this; it must not be empty.</summary>
    public static double Of(List<double> values, double percent)
    {
        values.Sort();
        double rank = Math.Clamp(percent, 0, 100) / 100 * (values.Count - 1);
        int below = (int)rank;
        return below + 1 >= values.Count ? values[^1] : values[below] + ((rank - below) * (values[below + 1] - values[below]));
    }
}
