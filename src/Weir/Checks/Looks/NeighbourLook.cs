using System.Net;
using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks whether nodes know the Ethernet address of a neighbour.</summary>
internal static class NeighbourLook
{
    /// <summary>Looks once.</summary>
    public static Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        bool exists = settings.Flag("exists");
        string to = settings.Text("to");
        IReadOnlyList<IPAddress> addresses = Peers.AddressesOf(scene, to);
        foreach (string node in settings.Texts("on"))
        {
            NeighbourFacts? known = scene.NeighboursOf(node).FirstOrDefault(one => addresses.Contains(one.Address));
            if (known is null == exists) { return Task.FromResult(CheckOutcome.Fail(known is null ? $"{node} does not know {to}" : $"{node} knows {to} as {known.Mac}")); }
            string? wanted = settings.ValueOrNull("mac")?.ToString();
            if (wanted is not null && known is not null && !string.Equals(known.Mac, wanted, StringComparison.OrdinalIgnoreCase)) { return Task.FromResult(CheckOutcome.Fail($"{node} knows {to} as {known.Mac}, not {wanted}")); }
        }

        return Task.FromResult(CheckOutcome.Pass($"{string.Join(", ", settings.Texts("on"))}: {(exists ? "knows" : "does not know")} {to}"));
    }
}
