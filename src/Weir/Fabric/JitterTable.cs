namespace Weir.Fabric;

/// <summary>
/// The spread of the delay as a table of quantiles with mean 0 and, but for the uniform one, standard deviation 1: drawing is one look-up, and the mean delay is the asked one exactly.
/// As in netem the tails end: normal at 3.7, Pareto at about 4 standard deviations.
/// </summary>
internal static class JitterTable
{
    private const int Size = 4096;
    private const double ParetoShape = 3;

    /// <summary>Pareto values (of at least 1) above this are cut: netem's tables end there too.</summary>
    private const double ParetoEnd = 4.5;

    private static readonly float[] s_normal = Standardised(Normal);
    private static readonly float[] s_pareto = Standardised(Pareto);
    private static readonly float[] s_paretoNormal = Standardised(u => (0.25 * Normal(u)) + (0.75 * (Pareto(u) - 1.5) / Math.Sqrt(0.75)));

    /// <summary>How many jitters a packet strays from the mean delay.</summary>
    public static double Stray(JitterDistribution distribution, ulong bits) => distribution switch
    {
        JitterDistribution.Uniform => ((bits >> 11) * (2.0 / (1UL << 53))) - 1,
        JitterDistribution.Pareto => s_pareto[bits >> 52],
        JitterDistribution.ParetoNormal => s_paretoNormal[bits >> 52],
        _ => s_normal[bits >> 52],
    };

    /// <summary>The quantiles of a distribution that has a table, as whole numbers of which <paramref name="scale"/> stand for one jitter.</summary>
    public static short[] Quantiles(JitterDistribution distribution, int scale)
    {
        float[] table = distribution switch { JitterDistribution.Pareto => s_pareto, JitterDistribution.ParetoNormal => s_paretoNormal, _ => s_normal };
        double[] cut = Array.ConvertAll(table, value => Cut(value * scale));

        // 16 bits end a little before the longest tail, which would make the mean delay shorter.
        double mean = cut.Average();
        return Array.ConvertAll(cut, value => (short)Cut(Math.Round(value - mean)));

        static double Cut(double value) => Math.Clamp(value, short.MinValue, short.MaxValue);
    }

    private static float[] Standardised(Func<double, double> quantile)
    {
        double[] values = [.. Enumerable.Range(0, Size).Select(i => quantile((i + 0.5) / Size))];
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        return [.. values.Select(v => (float)((v - mean) / deviation))];
    }

    private static double Pareto(double u) => Math.Min(ParetoEnd, Math.Pow(1 - u, -1 / ParetoShape));

    /// <summary>The quantile of the normal distribution, by Newton's method on the error function's series: the table is made once, so clearness wins.</summary>
    private static double Normal(double u)
    {
        double x = 0;
        for (int i = 0; i < 100; i++)
        {
            double step = (Cumulative(x) - u) / (Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
            x -= Math.Clamp(step, -0.5, 0.5);
            if (Math.Abs(step) < 1e-12) { break; }
        }

        return x;
    }

    private static double Cumulative(double x)
    {
        double term = x;
        double sum = x;
        for (int n = 1; n < 200 && Math.Abs(term) > 1e-17; n++)
        {
            term *= x * x / ((2 * n) + 1);
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
    }
}
