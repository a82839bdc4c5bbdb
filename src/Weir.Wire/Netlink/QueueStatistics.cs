using System.Runtime.InteropServices;

namespace Weir.Wire.Netlink;

/// <summary>Counters of a queue discipline since it was made (linux/gen_stats.h, TCA_STATS2).</summary>
/// <param name="Bytes">Bytes that left it, Ethernet headers included; of large segments the bytes of the packets that they become.</param>
/// <param name="Packets">Packets that left it; large segments count as the packets that they become.</param>
/// <param name="Drops">Packets that it dropped; a large segment counts once.</param>
/// <param name="Waiting">Packets that wait in it; a large segment counts once.</param>
/// <param name="Backlog">Bytes that wait in it.</param>
/// <param name="Overlimits">How often a packet had to wait for the rate.</param>
public readonly record struct QueueStatistics(ulong Bytes, ulong Packets, uint Drops, uint Waiting, uint Backlog, uint Overlimits)
{
    // struct gnet_stats_basic: u64 bytes, u32 packets. struct gnet_stats_queue: qlen, backlog, drops, requeues, overlimits, 32 bits each.
    private const int BasicSize = 12;
    private const int QueueSize = 20;
    private const ushort BasicType = 1;
    private const ushort QueueType = 3;
    private const ushort Packets64Type = 8;

    /// <summary>Reads the counters; those that are not there, or too short, are 0.</summary>
    internal static QueueStatistics Read(NetlinkAttributes attributes)
    {
        var counters = default(QueueStatistics);
        foreach (NetlinkAttribute a in attributes)
        {
            counters = a.Type switch
            {
                BasicType when a.Value.Length >= BasicSize => counters with { Bytes = a.UInt64, Packets = MemoryMarshal.Read<uint>(a.Value[8..]) },
                QueueType when a.Value.Length >= QueueSize => counters with
                {
                    Waiting = a.UInt32,
                    Backlog = MemoryMarshal.Read<uint>(a.Value[4..]),
                    Drops = MemoryMarshal.Read<uint>(a.Value[8..]),
                    Overlimits = MemoryMarshal.Read<uint>(a.Value[16..]),
                },
                _ => counters,
            };
        }

        // The wide count stands behind the narrow one, and only where that has run over.
        return attributes.TryFind(Packets64Type, out NetlinkAttribute wide) && wide.Value.Length >= sizeof(ulong) ? counters with { Packets = wide.UInt64 } : counters;
    }
}
