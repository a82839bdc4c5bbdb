using System.Globalization;
using Weir.Wire.Frames;

namespace Weir;

/// <summary>One end of a conversation: address and port.</summary>
/// <param name="Address">IPv4 or IPv6 address.</param>
/// <param name="Port">TCP or UDP port.</param>
public readonly record struct FlowEnd(IpAddress Address, ushort Port)
{
    /// <summary><c>10.0.0.1:80</c>, or <c>[fd00::1]:80</c>.</summary>
    public override string ToString() => Address.IsIPv4
        ? string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"[{Address}]:{Port}");
}
