using System.Runtime.InteropServices;

namespace Weir.Wire.Netlink;

/// <summary>A plain queue, first in, first out (linux/pkt_sched.h, struct tc_fifo_qopt): <c>pfifo</c> counts packets, <c>bfifo</c> bytes.</summary>
/// <param name="Limit">How many packets or bytes wait at most.</param>
/// <param name="CountsBytes">Whether it counts bytes.</param>
public sealed record PacketQueue(uint Limit, bool CountsBytes) : QueueOptions
{
    internal const string PacketsName = "pfifo";
    internal const string BytesName = "bfifo";

    /// <inheritdoc/>
    public override string Kind => CountsBytes ? BytesName : PacketsName;

    internal override void Write(NetlinkWriter writer) => MemoryMarshal.Write(writer.Take(sizeof(uint)), Limit);

    internal static PacketQueue? ReadLimit(string kind, ReadOnlySpan<byte> value) => value.Length < sizeof(uint) ? null : new PacketQueue(MemoryMarshal.Read<uint>(value), kind == BytesName);
}
