namespace Weir.Reassembly;

/// <summary>How packets become streams, and how much memory that may take. The defaults are meant for production.</summary>
public sealed record ReassemblyOptions
{
    /// <summary>Which bytes of overlapping TCP segments are believed while both are kept.</summary>
    public OverlapPolicy Overlap { get; init; } = OverlapPolicy.First;

    /// <summary>Which bytes of overlapping IPv4 fragments are believed: <see cref="OverlapPolicy.First"/>, or with anything else the last. IPv6 datagrams with overlaps are discarded (RFC 5722).</summary>
    public OverlapPolicy FragmentOverlap { get; init; } = OverlapPolicy.First;

    /// <summary>What happens when a limit on kept bytes or segments is reached.</summary>
    public LimitAction AtLimit { get; init; } = LimitAction.GiveUpHole;

    /// <summary>Most bytes of memory that one direction may keep before their turn.</summary>
    public long BytesPerDirection { get; init; } = 4 << 20;

    /// <summary>Most bytes of memory that all streams together may keep before their turn.</summary>
    public long BytesInAll { get; init; } = 256 << 20;

    /// <summary>Most segments that one direction may keep before their turn. It bounds the time that one segment can cost.</summary>
    public int SegmentsPerDirection { get; init; } = 4096;

    /// <summary>Most conversations that are followed at once; beyond it one that has been idle for long is ended with <see cref="StreamEnd.Evicted"/>.</summary>
    public int Conversations { get; init; } = 400_000;

    /// <summary>Most datagrams whose fragments are kept at once; beyond it the oldest is given up.</summary>
    public int Datagrams { get; init; } = 16_384;

    /// <summary>Most bytes of memory that fragments may take; beyond it the oldest datagram is given up.</summary>
    public long FragmentBytes { get; init; } = 32 << 20;

    /// <summary>How long the fragments of a datagram are kept after the first of them (RFC 791 3.2, RFC 8200 4.5: 60 s).</summary>
    public TimeSpan FragmentTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a hole stays open after the receiver acknowledged the bytes in it: they arrived but were not captured, or are captured a little later than the acknowledgement.
    /// The hole is given up when this time or <see cref="ReorderPackets"/> has passed.
    /// </summary>
    public TimeSpan ReorderTime { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many packets of the conversation a hole stays open after the receiver acknowledged the bytes in it.</summary>
    public int ReorderPackets { get; init; } = 128;

    /// <summary>How long the first bytes of a stream whose opening was not captured are kept, because the first segment seen need not be the first one sent.</summary>
    public TimeSpan StartTime { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many packets of the conversation the first bytes of a stream whose opening was not captured are kept.</summary>
    public int StartPackets { get; init; } = 32;

    /// <summary>Segments further than this many bytes from where a stream is are taken for strays, unless the next one continues them.</summary>
    public int FarthestSegment { get; init; } = 64 << 20;

    /// <summary>A TCP conversation without a packet for this long has ended.</summary>
    public TimeSpan TcpIdle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A UDP conversation without a packet for this long has ended.</summary>
    public TimeSpan UdpIdle { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a closed or reset TCP conversation is remembered, so that late repetitions are not taken for a new one.</summary>
    public TimeSpan ClosedLinger { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The same addresses and ports under two VLAN tags are two conversations. Set it to false when the capture sees the two directions under different tags, as a mirror of a router's port does.
    /// </summary>
    public bool SeparateVlans { get; init; } = true;

    /// <summary>
    /// The same addresses and ports in two tunnels are two conversations. Set it to false when the two directions have different tunnels or keys, as ERSPAN mirrors may.
    /// </summary>
    public bool SeparateTunnels { get; init; } = true;

    /// <summary>Keep all conversations, also the ended ones, in <see cref="PacketReassembler{TSink}.Conversations"/>.</summary>
    public bool KeepConversations { get; init; }

    /// <summary>Seed of the flow index, so that nobody can choose addresses that fall together. Null draws one from the system; results never depend on it.</summary>
    public ulong? HashSeed { get; init; }
}
