using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks whether nodes have an address.</summary>
internal static class AddressLook
{
    /// <summary>Looks once.</summary>
    public static Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        string wanted = settings.ValueOrNull("is")!.ToString()!;
        bool exists = settings.Flag("exists");
        foreach (string node in settings.Texts("on"))
        {
            string[] there = [.. scene.InterfacesOf(node).SelectMany(one => one.Addresses)];
            bool has = there.Any(one => one == wanted || (!wanted.Contains('/', StringComparison.Ordinal) && one.StartsWith(wanted + "/", StringComparison.Ordinal)));
            if (has != exists) { return Task.FromResult(CheckOutcome.Fail($"{node} has {(there.Length == 0 ? "no address" : string.Join(", ", there))}")); }
        }

        return Task.FromResult(CheckOutcome.Pass($"{string.Join(", ", settings.Texts("on"))} {(exists ? "has" : "has not")} {wanted}"));
    }
}
