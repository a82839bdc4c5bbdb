using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Counts packets that were captured at a place.</summary>
internal static class PacketsLook
{
    /// <summary>Looks once.</summary>
    public static async Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        using var query = new PacketQuery(settings.TextOrNull("where"), settings.TextOrNull("filter"));
        IReadOnlyList<CaptureFacts> captures = await scene.CapturesAsync(settings.Text("at"), cancellation).ConfigureAwait(false);
        long count = query.Count(captures, cancellation);
        CheckOutcome outcome = Bounds.Judge(settings, count, $"the number of such packets at {settings.Text("at")}");
        long dropped = captures.Sum(capture => capture.Dropped);
        return dropped == 0 ? outcome : outcome with { Message = $"{outcome.Message}; the capture lost {dropped} frames" };
    }
}
