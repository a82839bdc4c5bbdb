using Weir.Wire.Frames;
using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <summary>A port of a switch.</summary>
/// <param name="number">Its number in OpenFlow.</param>
/// <param name="index">The number of its interface.</param>
/// <param name="name">Its name.</param>
/// <param name="address">Its hardware address.</param>
internal sealed class SwitchPort(uint number, int index, string name, MacAddress address)
{
    /// <summary>Bits of the configuration: down; nothing is taken in; not flooded to; nothing goes out; its misses do not go to the controller.</summary>
    public const uint Down = 1, NoReceive = 4, NoFlood = 16, NoForward = 32, NoPacketIn = 64;

    // 10 Gbit/s full duplex, on copper: what a veth says of itself.
    private const uint TenGigabit = 1 << 6, Copper10 = 1 << 7, Copper13 = 1 << 11;
    private const uint Kilobits = 10_000_000;

    /// <summary>Its number in OpenFlow.</summary>
    public uint Number { get; } = number;

    /// <summary>The number of its interface.</summary>
    public int Index { get; } = index;

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Most bytes of a packet behind the Ethernet header.</summary>
    public int Mtu { get; set; } = 1500;

    /// <summary>Bits that a controller set.</summary>
    public uint Config { get; set; }

    /// <summary>Whether it is there to look on: nothing is taken in at it, and nothing is sent to it but copies of what comes in elsewhere.</summary>
    public bool IsMirror { get; init; }

    /// <summary>Whether its interface carries frames.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>Whether packets may leave by it.</summary>
    public bool TakesPackets => IsUp && (Config & (Down | NoForward)) == 0;

    /// <summary>How controllers see it.</summary>
    public PortDescription Describe(OpenFlowVersion version)
    {
        uint features = TenGigabit | (version == OpenFlowVersion.OpenFlow10 ? Copper10 : Copper13);
        return new PortDescription
        {
            Number = Number, Address = address, Name = Name.Length > 15 ? Name[..15] : Name, Config = Config, State = IsUp ? 0 : PortDescription.StateLinkDown, Current = features,
            CurrentSpeed = Kilobits, MaxSpeed = Kilobits,
        };
    }
}
