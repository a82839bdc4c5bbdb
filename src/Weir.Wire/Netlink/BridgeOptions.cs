namespace Weir.Wire.Netlink;

/// <summary>What a bridge is told beside being one (linux/if_link.h, IFLA_BR_*). What is null stays as the kernel has it.</summary>
public sealed record BridgeOptions
{
    private const ushort ForwardDelayType = 1;
    private const ushort HelloTimeType = 2;
    private const ushort MaxAgeType = 3;
    private const ushort AgeingTimeType = 4;
    private const ushort StpStateType = 5;
    private const ushort PriorityType = 6;
    private const ushort VlanFilteringType = 7;
    private const ushort GroupForwardMaskType = 9;
    private const ushort MulticastSnoopingType = 23;
    private const ushort VlanDefaultPvidType = 39;

    // The kernel counts these times in ticks of a hundredth of a second (USER_HZ).
    private const long Tick = TimeSpan.TicksPerMillisecond * 10;

    /// <summary>Spanning tree on or off.</summary>
    public bool? Stp { get; init; }

    /// <summary>How long a port listens and how long it learns before it forwards. With spanning tree 2 s to 30 s; without, a port forwards at once. Kept in hundredths of a second.</summary>
    public TimeSpan? ForwardDelay { get; init; }

    /// <summary>Time between two spanning tree messages, 1 s to 10 s. Kept in hundredths of a second.</summary>
    public TimeSpan? HelloTime { get; init; }

    /// <summary>How long a spanning tree message counts, 6 s to 40 s. Kept in hundredths of a second.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>How long an address is remembered without a frame from it; zero makes the bridge flood every frame. Kept in hundredths of a second.</summary>
    public TimeSpan? Ageing { get; init; }

    /// <summary>Priority in the spanning tree: the lowest becomes the root.</summary>
    public ushort? Priority { get; init; }

    /// <summary>Whether the bridge looks at VLAN tags.</summary>
    public bool? VlanFiltering { get; init; }

    /// <summary>VLAN of frames without a tag; 0 for none.</summary>
    public ushort? DefaultVlan { get; init; }

    /// <summary>Whether multicast goes only to ports that asked for it.</summary>
    public bool? MulticastSnooping { get; init; }

    /// <summary>Which of the addresses 01:80:c2:00:00:0X that a bridge keeps to itself are forwarded, a bit each; the kernel refuses bits 0 to 2.</summary>
    public ushort? GroupForwardMask { get; init; }

    /// <summary>Reads the options from the attributes of a link of kind <c>bridge</c>.</summary>
    public static BridgeOptions Read(NetlinkAttributes attributes)
    {
        var options = new BridgeOptions();
        foreach (NetlinkAttribute a in attributes)
        {
            options = a.Type switch
            {
                ForwardDelayType => options with { ForwardDelay = Time(a.UInt32) },
                HelloTimeType => options with { HelloTime = Time(a.UInt32) },
                MaxAgeType => options with { MaxAge = Time(a.UInt32) },
                AgeingTimeType => options with { Ageing = Time(a.UInt32) },
                StpStateType => options with { Stp = a.UInt32 != 0 },
                PriorityType => options with { Priority = a.UInt16 },
                VlanFilteringType => options with { VlanFiltering = a.UInt8 != 0 },
                GroupForwardMaskType => options with { GroupForwardMask = a.UInt16 },
                MulticastSnoopingType => options with { MulticastSnooping = a.UInt8 != 0 },
                VlanDefaultPvidType => options with { DefaultVlan = a.UInt16 },
                _ => options,
            };
        }

        return options;
    }

    /// <summary>Writes the options as attributes of a link of kind <c>bridge</c>.</summary>
    public void Write(NetlinkWriter writer)
    {
        // Spanning tree first: which delays the kernel takes depends on it.
        if (Stp is { } stp) { writer.UInt32(StpStateType, stp ? 1u : 0); }
        if (ForwardDelay is { } delay) { writer.UInt32(ForwardDelayType, Ticks(delay)); }
        if (HelloTime is { } hello) { writer.UInt32(HelloTimeType, Ticks(hello)); }
        if (MaxAge is { } age) { writer.UInt32(MaxAgeType, Ticks(age)); }
        if (Ageing is { } ageing) { writer.UInt32(AgeingTimeType, Ticks(ageing)); }
        if (Priority is { } priority) { writer.UInt16(PriorityType, priority); }
        if (VlanFiltering is { } filtering) { writer.UInt8(VlanFilteringType, filtering ? (byte)1 : (byte)0); }
        if (GroupForwardMask is { } mask) { writer.UInt16(GroupForwardMaskType, mask); }
        if (MulticastSnooping is { } snooping) { writer.UInt8(MulticastSnoopingType, snooping ? (byte)1 : (byte)0); }
        if (DefaultVlan is { } vlan) { writer.UInt16(VlanDefaultPvidType, vlan); }
    }

    private static TimeSpan Time(uint ticks) => TimeSpan.FromTicks(ticks * Tick);

    private static uint Ticks(TimeSpan time) => (uint)Math.Clamp(time.Ticks / Tick, 0, uint.MaxValue);
}
