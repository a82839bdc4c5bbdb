using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks whether packets of several sorts came in an order: the first of each after the first of the one before.</summary>
internal static class OrderLook
{
    /// <summary>Looks once.</summary>
    public static async Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        IReadOnlyList<CaptureFacts> captures = await scene.CapturesAsync(settings.Text("at"), cancellation).ConfigureAwait(false);
        string[] sorts = [settings.Text("first"), .. settings.Texts("then")];
        long before = long.MinValue;
        string said = "";
        foreach (string sort in sorts)
        {
            using var query = new PacketQuery(sort, null);
            long first = long.MaxValue;
            query.Run(captures, (in Frame frame) =>
            {
                first = Math.Min(first, frame.Time);
                return true;
            }, cancellation);
            if (first == long.MaxValue) { return CheckOutcome.Fail($"no packet with '{sort}' was captured at {settings.Text("at")}"); }
            if (first < before) { return CheckOutcome.Fail($"the first packet with '{sort}' came {(before - first) / 1e6:0.###} ms before {said}"); }
            before = first;
            said = $"the first with '{sort}'";
        }

        return CheckOutcome.Pass($"{sorts.Length} sorts of packets came in this order");
    }
}
