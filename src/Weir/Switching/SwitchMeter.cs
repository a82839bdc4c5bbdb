using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <summary>A meter of a switch (openflow-1.3 5.7).</summary>
/// <param name="Number">Its number for controllers.</param>
/// <param name="Slot">Its place in the table that the kernel shares; from 1 on.</param>
/// <param name="Flags">In which unit its rate is, and whether its burst counts.</param>
/// <param name="Bands">None, or the one band that drops.</param>
/// <param name="Added">When it was made, by the clock's time stamps.</param>
internal sealed record SwitchMeter(uint Number, int Slot, ushort Flags, IReadOnlyList<MeterBand> Bands, long Added)
{
    /// <summary>Flags: kbit/s, packets/s, the burst counts, statistics are kept.</summary>
    public const ushort Kilobits = 1, PacketRate = 2, Burst = 4, Statistics = 8;

    /// <summary>The kind of band that drops.</summary>
    public const ushort DropBand = 1;
}
