using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks whether interfaces are as wanted.</summary>
internal static class InterfaceLook
{
    /// <summary>Looks once.</summary>
    public static Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        bool up = settings.Flag("up");
        IReadOnlyList<string> names = settings.Texts("name");
        foreach (string name in names)
        {
            InterfaceFacts one = scene.Interface(name) ?? throw new WeirException($"there is no interface '{name}'");
            if (one.IsUp != up) { return Task.FromResult(CheckOutcome.Fail($"{name} is {(one.IsUp ? "up" : "down or without a carrier")}")); }
            if (settings.IntegerOrNull("mtu") is { } mtu && one.Mtu != mtu) { return Task.FromResult(CheckOutcome.Fail($"{name} takes packets of {one.Mtu} bytes, {mtu} were wanted")); }
        }

        return Task.FromResult(CheckOutcome.Pass($"{(names.Count == 1 ? names[0] : $"{names.Count} interfaces")} {(up ? "up" : "down")}"));
    }
}
