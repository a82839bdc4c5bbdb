using Weir.Declaration;
using Weir.Lab.Plan;

namespace Weir.Lab.Planning;

/// <summary>Chooses what carries a link. The choice depends on the file alone, never on the machine: the same file is the same plan everywhere.</summary>
internal static class LinkBackends
{
    /// <summary>The back end for a link that is asked for all of <paramref name="asked"/>, now or by events, and why.</summary>
    public static (LinkBackend Backend, string Reason) Choose(Settings said, IReadOnlyList<Impairments> asked, LinkDraft link, MistakeList mistakes)
    {
        string[] beyond = [.. asked.SelectMany(BeyondKernel).Distinct()];
        bool trace = asked.Any(a => a.Trace is not null);
        bool rate = asked.Any(a => a.Rate is not null || a.Queue != QueueLimit.Default);
        switch (said.TextOrNull("backend"))
        {
            case "kernel":
                if (beyond.Length > 0) { mistakes.Add(said.PlaceOf("backend"), $"the back end 'kernel' does rate, queue and up only, and the link '{link.Name}' asks for {string.Join(", ", beyond)}", "write backend: engine, or leave it away"); }
                return (LinkBackend.Kernel, "the file says so");
            case "netem":
                if (trace) { mistakes.Add(said.PlaceOf("backend"), $"the back end 'netem' knows no trace, and the link '{link.Name}' asks for one", "write backend: engine, or leave it away"); }
                return (LinkBackend.Netem, "the file says so");
            case "engine":
                return (LinkBackend.Engine, "the file says so");
        }

        if (beyond.Length > 0) { return (LinkBackend.Engine, $"{string.Join(", ", beyond)}: decided for each packet by the seed"); }
        return (LinkBackend.Kernel, rate ? "the kernel limits the rate" : "nothing is asked of it");
    }

    private static IEnumerable<string> BeyondKernel(Impairments one)
    {
        if (one.Delay > TimeSpan.Zero) { yield return "delay"; }
        if (one.Jitter > TimeSpan.Zero) { yield return "jitter"; }
        if (one.Loss > 0) { yield return "loss"; }
        if (one.BurstLoss is not null) { yield return "burst-loss"; }
        if (one.Reorder > 0) { yield return "reorder"; }
        if (one.Duplicate > 0) { yield return "duplicate"; }
        if (one.Corrupt > 0) { yield return "corrupt"; }
        if (one.Trace is not null) { yield return "trace"; }
    }
}
