using Weir.Wire.Frames;

namespace Weir.Tests.Wire.Frames;

/// <summary>What <see cref="DecodedPacket"/> promises about its offsets, whatever the frame.</summary>
internal static class PacketPromises
{
    /// <summary>The numbers that lie outside a frame of <paramref name="length"/> bytes or contradict each other; null when all is well.</summary>
    public static string? Broken(in DecodedPacket packet, int length)
    {
        bool good = packet.PayloadOffset >= 0 && packet.PayloadLength >= 0 && packet.PayloadOffset + packet.PayloadLength <= length
            && packet.PayloadMissing >= 0
            && packet.NetworkOffset >= -1 && packet.NetworkOffset < Math.Max(length, 1)
            && packet.TransportOffset >= -1 && packet.TransportOffset <= length
            && (packet.NetworkOffset >= 0) == (packet.IpVersion != 0)
            && (!packet.HasTransport || packet.TransportOffset >= packet.NetworkOffset + 20)
            && (packet.Error.IsNone || (packet.Error.Offset >= 0 && packet.Error.Offset <= length && packet.Error.Available < packet.Error.Needed));
        return good ? null : $"{packet.PayloadOffset} + {packet.PayloadLength} of {length}, network {packet.NetworkOffset}, transport {packet.TransportOffset}, {packet.Error}";
    }
}
