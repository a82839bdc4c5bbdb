using Weir.Tests.Wire.Frames;
using Weir.Wire.Frames;

namespace Weir.Tests.Fuzz;

/// <summary>Frames of all link types: the one-pass decoder, the layers, and the text of all fields.</summary>
internal static class FrameTargets
{
    private static readonly LinkType[] Links =
    [
        LinkType.Null, LinkType.Ethernet, LinkType.RawBsd, LinkType.RawOpenBsd, LinkType.Raw, LinkType.Loop, LinkType.LinuxSll,
        LinkType.IPv4, LinkType.IPv6, LinkType.LinuxSll2, (LinkType)147,
    ];

    /// <summary>The first byte of an input chooses the link type, the others are the frame.</summary>
    public static FuzzTarget Frames()
    {
        FieldPlan.TryCompile(FrameFields.Names, out FieldPlan? all, out _);
        byte[] row = new byte[4 << 20];
        return new FuzzTarget("frames", [.. Samples.All().Select(sample => (byte[])[(byte)Array.IndexOf(Links, sample.Link), .. sample.Frame])], input =>
        {
            if (input.Length == 0) { return; }
            LinkType link = Links[input[0] % Links.Length];
            ReadOnlySpan<byte> frame = input.AsSpan(1);
            DecodedPacket packet = default;
            DecodedPacket layers = default;
            PacketDecoder.Decode(frame, link, ref packet);
            PacketDecoder.DecodeLayers(frame, link, ref layers);
            if (PacketPromises.Broken(packet, frame.Length) is { } broken) { Promise.Holds(false, broken); }
            Promise.Holds(packet.Equals(layers), $"one pass equals the layers: {packet.Error} and {layers.Error}");
            Promise.Holds(all!.TryAppend(row, frame, link, packet, new FrameFacts(1, 2, 3, 4), out int length) && length <= row.Length, "a row of all fields has room");
        }, length => 65_536 + (length * 64L));
    }
}
