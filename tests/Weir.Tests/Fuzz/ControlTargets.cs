using Weir.Tests.Wire.OpenFlow;
using Weir.Wire;
using Weir.Wire.OpenFlow;

namespace Weir.Tests.Fuzz;

/// <summary>What switches and controllers say to each other.</summary>
internal static class ControlTargets
{
    /// <summary>OpenFlow messages of both versions: what is read is written, and read again as the same.</summary>
    public static FuzzTarget OpenFlow() => new("openflow", [.. OpenFlowSamples.All().Select(sample => sample.Message.Encode(sample.Version))], input =>
    {
        bool read = OpenFlowMessage.TryRead(input, out OpenFlowMessage? message, out OpenFlowVersion version, out LengthError error);
        Promise.Holds(error.IsNone == read && message is not null == read, "what is not read has a reason, and only that");
        if (!read)
        {
            // A field of another length than its own is refused also when it is too long.
            Promise.Holds((error.Needed > error.Available || error.Layer == "oxm") && error.Offset <= input.Length, $"a fault says what is missing: {error}");
            return;
        }

        SilentVisitor.Visit(message!);
        byte[] written = message!.Encode(version);
        Promise.Holds(OpenFlowMessage.TryRead(written, out OpenFlowMessage? again, out _, out LengthError second), $"what is written is read again: {second}");
        Promise.Holds(again!.Encode(version).AsSpan().SequenceEqual(written), "what is read again is written as before");
    }, length => 65_536 + (length * 192L));
}
