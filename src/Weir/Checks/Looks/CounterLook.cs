using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks whether a counter of an interface, or the sum over a node's, is in bounds.</summary>
internal static class CounterLook
{
    /// <summary>Looks once.</summary>
    public static Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        string name = settings.Text("name");
        long value = Read(settings.Text("at"), name, scene);
        return Task.FromResult(Bounds.Judge(settings, value, $"{name} of {settings.Text("at")}"));
    }

    /// <summary>The value of a counter of an interface, or its sum over a node's interfaces.</summary>
    /// <exception cref="WeirException">There is no such interface, node or counter.</exception>
    public static long Read(string at, string name, ICheckScene scene)
    {
        IReadOnlyList<InterfaceFacts> all = scene.Interface(at) is { } one ? [one] : scene.InterfacesOf(at);
        if (all.Count == 0) { throw new WeirException($"there is no interface or node '{at}'"); }
        return name switch
        {
            "sent-packets" => all.Sum(facts => facts.SentPackets),
            "sent-bytes" => all.Sum(facts => facts.SentBytes),
            "received-packets" => all.Sum(facts => facts.ReceivedPackets),
            "received-bytes" => all.Sum(facts => facts.ReceivedBytes),
            "dropped" => all.Sum(facts => facts.Dropped),
            "errors" => all.Sum(facts => facts.Errors),
            _ => throw new WeirException($"there is no counter '{name}': sent-packets, sent-bytes, received-packets, received-bytes, dropped and errors are"),
        };
    }
}
