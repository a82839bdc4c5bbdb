namespace Weir.Fabric;

/// <summary>
/// What became of the packets of one direction, in packets on the wire. At any time <c>Entered + Duplicated = Delivered + Lost + QueueDrops + Cut + Overflow + Refused + UnderWay</c>: nothing disappears without a count.
/// </summary>
/// <param name="Entered">Packets read from the sending end.</param>
/// <param name="EnteredBytes">Their bytes.</param>
/// <param name="Delivered">Packets that the receiving end took, copies among them.</param>
/// <param name="DeliveredBytes">Their bytes.</param>
/// <param name="Lost">Packets lost by decision.</param>
/// <param name="QueueDrops">Packets that found the queue full.</param>
/// <param name="Cut">Packets that came while the line was cut.</param>
/// <param name="Overflow">Packets dropped because the engine's own limits were reached: the run's figures are then in doubt.</param>
/// <param name="Refused">Packets that the receiving end did not take: its interface is down or its queue full.</param>
/// <param name="Duplicated">Copies made.</param>
/// <param name="Corrupted">Packets with an inverted bit.</param>
/// <param name="Reordered">Packets delivered after one that was sent later (RFC 4737).</param>
/// <param name="UnderWay">Packets that wait, are being sent, or are under way.</param>
internal readonly record struct LinkCounters(long Entered, long EnteredBytes, long Delivered, long DeliveredBytes, long Lost, long QueueDrops, long Cut, long Overflow, long Refused,
    long Duplicated, long Corrupted, long Reordered, long UnderWay)
{
    /// <summary>True when every packet is accounted for.</summary>
    public bool Holds => Entered + Duplicated == Delivered + Lost + QueueDrops + Cut + Overflow + Refused + UnderWay;
}
