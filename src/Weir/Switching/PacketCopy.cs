namespace Weir.Switching;

/// <summary>One copy of a packet that leaves the switch.</summary>
/// <param name="Headers">The headers that it leaves with.</param>
/// <param name="Ttl">What becomes of its time to live.</param>
/// <param name="Port">The port, or the controller's number.</param>
internal readonly record struct PacketCopy(FlowKey Headers, TtlChange Ttl, uint Port)
{
    /// <summary>To a controller: most bytes of it.</summary>
    public ushort MaxLength { get; init; }

    /// <summary>To a controller: why (OFPR_NO_MATCH is 0, OFPR_ACTION is 1).</summary>
    public byte Reason { get; init; }

    /// <summary>To a controller: the table that sent it.</summary>
    public byte Table { get; init; }

    /// <summary>To a controller: the cookie of the entry that sent it.</summary>
    public ulong Cookie { get; init; }
}
