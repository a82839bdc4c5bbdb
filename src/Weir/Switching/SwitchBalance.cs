namespace Weir.Switching;

/// <summary>What became of the packets that came in at a switch's ports; each is counted at one place. Large segments count once, as at the interfaces.</summary>
/// <param name="Received">That its interfaces counted, since they were made.</param>
/// <param name="Kernel">That the kernel forwarded or dropped by itself.</param>
/// <param name="Up">That the kernel handed up.</param>
/// <param name="Failed">That the kernel could neither change nor hand up.</param>
/// <param name="Overflown">Of those handed up: that found the queue full.</param>
/// <param name="Arrived">Of those handed up: that came to the process.</param>
internal sealed record SwitchBalance(long Received, long Kernel, long Up, long Failed, long Overflown, long Arrived)
{
    /// <summary>Packets that came in and are counted nowhere (or, below zero, twice); 0 when the counts are right and nothing is on its way.</summary>
    public long Missing => Received - Kernel - Up - Failed;

    /// <summary>Packets that were handed up and neither came nor were dropped; those that wait are among them.</summary>
    public long Waiting => Up - Overflown - Arrived;
}
