using Weir.Declaration;
using Weir.Decoding;
using Weir.Processing;
using Weir.Reassembly;

namespace Weir.Checks.Looks;

/// <summary>Looks whether conversations that were captured at a place are as wanted.</summary>
internal static class FlowLook
{
    /// <summary>Looks once.</summary>
    public static async Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        IReadOnlyList<CaptureFacts> captures = await scene.CapturesAsync(settings.Text("at"), cancellation).ConfigureAwait(false);
        Conversation[] meant = [.. captures.SelectMany(capture => Read(capture, cancellation)).Where(one => IsMeant(one, settings, scene))];
        long? count = settings.IntegerOrNull("count");
        if (count is { } wanted ? meant.Length != wanted : meant.Length == 0) { return CheckOutcome.Fail($"{meant.Length} such conversations were captured at {settings.Text("at")}{(count is { } n ? $", {n} were wanted" : "")}"); }
        foreach (Conversation one in meant)
        {
            if (Problem(one, settings) is { } problem) { return CheckOutcome.Fail($"{one.Client} to {one.Server}: {problem}"); }
        }

        return CheckOutcome.Pass($"{meant.Length} {(meant.Length == 1 ? "conversation" : "conversations")} as wanted");
    }

    private static IEnumerable<Conversation> Read(CaptureFacts capture, CancellationToken cancellation)
    {
        if (!File.Exists(capture.File)) { return []; }
        var options = new CapturePathOptions { Reassembly = new ReassemblyOptions { KeepConversations = true }, Decoding = new DecodingOptions { Protocols = [] } };
        PathResult result = new CapturePath(options, _ => NoMessages.Instance).Run([capture.File], cancellation);
        return result.Points.Where(point => capture.Has(point.Point)).SelectMany(point => point.Conversations);
    }

    private static bool IsMeant(Conversation one, Settings settings, ICheckScene scene)
    {
        if (one.Protocol != (settings.Text("protocol") == "udp" ? 17 : 6)) { return false; }
        if (settings.IntegerOrNull("port") is { } port && one.Server.Port != port) { return false; }
        return IsOf(one.Client, settings.TextOrNull("from"), scene) && IsOf(one.Server, settings.TextOrNull("to"), scene);
    }

    private static bool IsOf(FlowEnd end, string? peer, ICheckScene scene) => peer is null || Peers.AddressesOf(scene, peer).Any(address => address.ToString() == end.Address.ToString());

    private static string? Problem(Conversation one, Settings settings)
    {
        ConversationCounters up = one.Counters(Direction.ClientToServer), down = one.Counters(Direction.ServerToClient);
        long data = up.PayloadBytes + down.PayloadBytes;
        if (settings.IntegerOrNull("gaps") is { } gaps && up.Gaps + down.Gaps > gaps) { return $"{up.Gaps + down.Gaps} holes, {gaps} at most were wanted"; }
        if (settings.IntegerOrNull("retransmissions") is { } again && up.RetransmittedSegments + down.RetransmittedSegments > again) { return $"{up.RetransmittedSegments + down.RetransmittedSegments} segments were sent again, {again} at most were wanted"; }
        if (settings.SizeOrNull("above") is { } above && data <= above.Bytes) { return $"{data} bytes of data, more than {above} were wanted"; }
        if (settings.SizeOrNull("below") is { } below && data >= below.Bytes) { return $"{data} bytes of data, less than {below} were wanted"; }
        // Both ends said that they are done: a reset after that answers a repeated segment, and ends nothing.
        string end = up.FinSeen && down.FinSeen ? "fin" : up.ResetSeen || down.ResetSeen ? "reset" : "open";
        string wanted = settings.Text("end");
        return wanted == "any" || wanted == end ? null : $"it ended with '{end}', not '{wanted}'";
    }
}
