using System.Runtime.InteropServices;
using Weir.Wire.Netlink;

namespace Weir.Capabilities.Kinds;

/// <summary>Options of queue disciplines with which each can be made (linux/pkt_sched.h), and the request for one.</summary>
internal static class QueueTrial
{
    private const ushort KindAttribute = 1, OptionsAttribute = 2;
    private const ushort BucketParameters = 1, HierarchyInit = 2;
    private const int HeaderSize = 20;
    private const uint Root = uint.MaxValue;

    /// <summary>Adds the request for a discipline of this kind at the root of an interface.</summary>
    public static void Create(RouteBatch batch, string kind, int index, Action<NetlinkWriter> options) => batch.Add($"making a queue of kind {kind}", (writer, sequence) =>
    {
        writer.Begin(NetlinkMessageType.NewQueue, NetlinkFlags.Create | NetlinkFlags.Exclusive, sequence);
        // struct tcmsg: family and padding, interface, handle, parent, info.
        Span<byte> header = writer.Take(HeaderSize);
        MemoryMarshal.Write(header[4..], index);
        MemoryMarshal.Write(header[12..], Root);
        writer.Text(KindAttribute, kind);
        options(writer);
        writer.End();
    });

    /// <summary>A token bucket of 1 MB/s (struct tc_tbf_qopt).</summary>
    public static void TokenBucket(NetlinkWriter writer)
    {
        int options = writer.BeginNested(OptionsAttribute, flagged: false);
        Span<byte> parameters = writer.Reserve(BucketParameters, 36);
        // struct tc_ratespec: the second byte says Ethernet, the last number is bytes a second; then the limit in bytes, the bucket's depth in ticks of 64 ns, the MTU.
        parameters[1] = 1;
        MemoryMarshal.Write(parameters[8..], 1_000_000u);
        MemoryMarshal.Write(parameters[24..], 100_000u);
        MemoryMarshal.Write(parameters[28..], 20_000_000u / 64);
        writer.EndNested(options);
    }

    /// <summary>An empty hierarchy (struct tc_htb_glob).</summary>
    public static void HierarchicalBucket(NetlinkWriter writer)
    {
        int options = writer.BeginNested(OptionsAttribute, flagged: false);
        Span<byte> init = writer.Reserve(HierarchyInit, 20);
        // The version of the interface, and how a rate becomes a quantum.
        MemoryMarshal.Write(init, 3u);
        MemoryMarshal.Write(init[4..], 10u);
        writer.EndNested(options);
    }

    /// <summary>A delay of a millisecond (struct tc_netem_qopt, which stands in the options without a head of its own).</summary>
    public static void NetworkEmulator(NetlinkWriter writer)
    {
        Span<byte> options = writer.Reserve(OptionsAttribute, 24);
        MemoryMarshal.Write(options, 1_000_000u / 64);
        MemoryMarshal.Write(options[4..], 1000u);
    }
}
