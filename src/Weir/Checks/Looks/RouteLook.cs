using System.Net;
using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks whether nodes have a route.</summary>
internal static class RouteLook
{
    /// <summary>Looks once.</summary>
    public static Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        bool exists = settings.Flag("exists");
        string to = settings.ValueOrNull("to")!.ToString()!;
        IPAddress? via = settings.TextOrNull("via") is { } peer ? Peers.AddressOf(scene, peer) : null;
        foreach (string node in settings.Texts("on"))
        {
            IReadOnlyList<RouteFacts> all = scene.RoutesOf(node);
            RouteFacts? found = all.FirstOrDefault(route => Fits(route, to, scene) && (via is null || (route.Via is { } next && Reaches(scene, next, via, settings.Text("via")))));
            if (found is null == exists) { return Task.FromResult(CheckOutcome.Fail(found is null ? $"{node} has no such route; it has {string.Join(", ", all.Take(10))}" : $"{node} has {found}")); }
        }

        return Task.FromResult(CheckOutcome.Pass($"{string.Join(", ", settings.Texts("on"))}: {(exists ? "the route is there" : "there is no such route")}"));
    }

    private static bool Fits(RouteFacts route, string to, ICheckScene scene)
    {
        if (to == "default") { return route.To.Length == 0; }
        if (IpPrefix.TryParse(to, out IpPrefix network)) { return route.To.Equals(network.Network); }
        return Peers.AddressesOf(scene, to).Any(route.To.Contains);
    }

    private static bool Reaches(ICheckScene scene, IPAddress next, IPAddress via, string peer) => next.Equals(via) || Peers.AddressesOf(scene, peer).Contains(next);
}
