using Weir.Lab.Plan;

namespace Weir.Cli.Labs;

/// <summary>Places the nodes of a plan on a plane: linked ones near each other, all others apart. The same plan is always placed alike.</summary>
internal static class GraphLayout
{
    private const double Spring = 90;
    private const double Margin = 50;

    /// <summary>The places of all nodes, and the size of the plane.</summary>
    public static (Dictionary<string, (double X, double Y)> Places, double Width, double Height) Of(LabPlan plan)
    {
        int count = plan.Nodes.Count;
        var index = plan.Nodes.Select((n, i) => (n.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        (int A, int B)[] links = [.. plan.Links.Select(l => (index[l.A.Node], index[l.B.Node]))];
        double[] x = new double[count];
        double[] y = new double[count];
        // A spiral by the golden angle to start from: even, and no two at one place.
        for (int i = 0; i < count; i++)
        {
            double radius = Spring * 0.6 * Math.Sqrt(i);
            (x[i], y[i]) = (radius * Math.Cos(i * 2.399963), radius * Math.Sin(i * 2.399963));
        }

        // Fruchterman and Reingold; fewer rounds for large graphs, since each looks at all pairs.
        int rounds = count == 0 ? 0 : Math.Clamp(40_000_000 / (count * count), 10, 300);
        for (int round = 0; round < rounds; round++) { Step(x, y, links, Spring * 1.5 * (1 - ((double)round / rounds))); }

        double left = count == 0 ? 0 : x.Min();
        double top = count == 0 ? 0 : y.Min();
        var places = new Dictionary<string, (double X, double Y)>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++) { places[plan.Nodes[i].Name] = (x[i] - left + Margin, y[i] - top + Margin); }
        return (places, (count == 0 ? 0 : x.Max() - left) + (2 * Margin), (count == 0 ? 0 : y.Max() - top) + (2 * Margin));
    }

    private static void Step(double[] x, double[] y, (int A, int B)[] links, double most)
    {
        double[] fx = new double[x.Length];
        double[] fy = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = i + 1; j < x.Length; j++)
            {
                (double dx, double dy) = (x[i] - x[j], y[i] - y[j]);
                double square = Math.Max(1, (dx * dx) + (dy * dy));
                double push = Spring * Spring / square;
                fx[i] += dx * push;
                fy[i] += dy * push;
                fx[j] -= dx * push;
                fy[j] -= dy * push;
            }
        }

        foreach ((int a, int b) in links)
        {
            (double dx, double dy) = (x[a] - x[b], y[a] - y[b]);
            double pull = Math.Sqrt((dx * dx) + (dy * dy)) / Spring;
            fx[a] -= dx * pull;
            fy[a] -= dy * pull;
            fx[b] += dx * pull;
            fy[b] += dy * pull;
        }

        for (int i = 0; i < x.Length; i++)
        {
            double length = Math.Max(1e-9, Math.Sqrt((fx[i] * fx[i]) + (fy[i] * fy[i])));
            double step = Math.Min(length, most) / length;
            x[i] += fx[i] * step;
            y[i] += fy[i] * step;
        }
    }
}
