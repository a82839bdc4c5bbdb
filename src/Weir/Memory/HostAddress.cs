using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>An address of a host with its network, and the interface that has it.</summary>
internal sealed record HostAddress(IpAddress Address, int Length, MemoryInterface Interface)
{
    /// <summary>The network that it is in.</summary>
    public AddressBlock Network => new(Address, Length);
}
