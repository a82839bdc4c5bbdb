using Weir.Declaration;
using Weir.Lab.Building;
using Weir.Lab.Plan;

namespace Weir.Lab.Planning;

/// <summary>Chooses what carries a link. The choice depends on the file alone, never on the machine: the same file is the same plan everywhere.</summary>
internal static class LinkBackends
{
    /// <summary>The back end for a link that is asked for all of <paramref name="asked"/>, now or by events, and why.</summary>
    public static (LinkBackend Backend, string Reason) Choose(Settings said, IReadOnlyList<Impairments> asked, int mtu, LinkDraft link, MistakeList mistakes)
    {
        if (link.A.Node.Kind.InMemory && link.B.Node.Kind.InMemory)
        {
            if (said.Has("backend")) { mistakes.Add(said.PlaceOf("backend"), $"the link '{link.Name}' joins nodes in memory, which no back end but their own reaches", "leave 'backend' away"); }
            return (LinkBackend.Memory, "both ends are in memory");
        }

        string[] beyond = [.. asked.SelectMany(one => BucketShaper.BeyondBucket(one, ShapingPoint.FrameOf(mtu))).Distinct()];
        bool rate = asked.Any(a => a.Rate is not null || a.Queue != QueueLimit.Default);
        switch (said.TextOrNull("backend"))
        {
            case "kernel":
                if (beyond.Length > 0) { mistakes.Add(said.PlaceOf("backend"), $"the back end 'kernel' does rate, queue and up only, and the link '{link.Name}' asks for {string.Join(", ", beyond)}", "write backend: engine, or leave it away"); }
                return (LinkBackend.Kernel, "the file says so");
            case "netem":
                foreach (string lacking in asked.SelectMany(EmulatorShaper.BeyondEmulator).Distinct()) { mistakes.Add(said.PlaceOf("backend"), $"the back end 'netem' cannot do this, which the link '{link.Name}' asks for: {lacking}", "write backend: engine, or leave it away"); }
                return (LinkBackend.Netem, "the file says so");
            case "engine":
                return (LinkBackend.Engine, "the file says so");
        }

        if (beyond is [var single] && asked.Any(one => one.Rate is not null && single.Contains(one.Rate.Value.ToString(), StringComparison.Ordinal))) { return (LinkBackend.Engine, $"{single} is too slow for a token bucket of the kernel"); }
        if (beyond.Length > 0) { return (LinkBackend.Engine, $"{string.Join(", ", beyond)}: decided for each packet by the seed"); }
        return (LinkBackend.Kernel, rate ? "nothing but a rate is asked, which a token bucket of the kernel holds in each direction" : "nothing is asked of it");
    }
}
