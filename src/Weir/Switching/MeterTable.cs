using Weir.Platform;
using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <summary>The meters of a switch. The kernel's program drops by the same state, so that packets that it does and packets that come to this process share one rate. Not safe for several threads.</summary>
internal sealed class MeterTable(BpfMemory memory, TimeProvider time)
{
    /// <summary>How many there can be.</summary>
    public const int Capacity = 255;

    private const ushort Add = 0, Modify = 1, Delete = 2;
    private const uint MostNumber = 0xffff_0000, All = 0xffff_ffff;
    private const int BitsOfByte = 8;

    private readonly SortedDictionary<uint, SwitchMeter> _meters = [];

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<SwitchMeter> Meters => _meters.Values;

    /// <summary>The meter with a number; null when there is none.</summary>
    public SwitchMeter? Find(uint number) => _meters.GetValueOrDefault(number);

    /// <summary>Adds, changes or deletes meters, and gives those that went.</summary>
    public Refusal? Do(MeterMod message, out IReadOnlyList<SwitchMeter> gone)
    {
        gone = [];
        bool there = _meters.TryGetValue(message.Meter, out SwitchMeter? old);
        switch (message.Command)
        {
            case Add when there: return Refusal.MeterExists;
            case Modify when !there: return Refusal.UnknownMeter;
            case Add or Modify:
                if (message.Meter is 0 or > MostNumber) { return Refusal.InvalidMeter; }
                if (_meters.Count >= Capacity && !there) { return Refusal.NoMeters; }
                if ((message.Flags & (SwitchMeter.Kilobits | SwitchMeter.PacketRate)) is var unit && (unit == (SwitchMeter.Kilobits | SwitchMeter.PacketRate) || (message.Flags & ~0xf) != 0)) { return Refusal.BadMeterFlags; }
                if (message.Bands.Count > 1) { return Refusal.TooManyBands; }
                if (message.Bands is [{ Kind: not SwitchMeter.DropBand }]) { return Refusal.BadBand; }
                if (message.Bands is [{ Rate: 0 }]) { return Refusal.BadMeterRate; }
                Set(new SwitchMeter(message.Meter, old?.Slot ?? FreeSlot(), message.Flags, message.Bands, old?.Added ?? time.GetTimestamp()), begins: !there);
                return null;
            case Delete:
                // To delete what is not there is no mistake (6.5).
                gone = message.Meter == All ? [.. _meters.Values] : old is null ? [] : [old];
                foreach (SwitchMeter meter in gone) { _meters.Remove(meter.Number); }
                return null;
            default: return Refusal.BadMeterCommand;
        }
    }

    /// <summary>Whether a packet passes the meter in a slot; counts it in any case.</summary>
    public bool TryPass(int slot, int bytes)
    {
        ref MeterState state = ref memory.Value<MeterState>(slot);
        Interlocked.Increment(ref state.Packets);
        Interlocked.Add(ref state.Bytes, bytes);
        long now = Now(), cost = (Volatile.Read(ref state.Cost) * (Volatile.Read(ref state.ByPackets) != 0 ? 1 : bytes)) >> MeterState.CostShift;
        while (true)
        {
            long empty = Volatile.Read(ref state.Empty), begin = Math.Max(empty, now);
            if (empty > now && begin + cost - now > Volatile.Read(ref state.Size))
            {
                Interlocked.Increment(ref state.DroppedPackets);
                Interlocked.Add(ref state.DroppedBytes, bytes);
                return false;
            }

            if (Interlocked.CompareExchange(ref state.Empty, begin + cost, empty) == empty) { return true; }
        }
    }

    /// <summary>What a meter counted: what came in, and what it dropped.</summary>
    public (TrafficCount In, TrafficCount Dropped) Count(SwitchMeter meter)
    {
        ref MeterState state = ref memory.Value<MeterState>(meter.Slot);
        return (new TrafficCount((ulong)Volatile.Read(ref state.Packets), (ulong)Volatile.Read(ref state.Bytes)), new TrafficCount((ulong)Volatile.Read(ref state.DroppedPackets), (ulong)Volatile.Read(ref state.DroppedBytes)));
    }

    private void Set(SwitchMeter meter, bool begins)
    {
        _meters[meter.Number] = meter;
        ref MeterState state = ref memory.Value<MeterState>(meter.Slot);
        bool byPackets = (meter.Flags & SwitchMeter.PacketRate) != 0;
        (long cost, long size) = (0, 0);
        if (meter.Bands is [{ } band])
        {
            // Of packets, or of bytes: a kilobit is 1000 bits.
            double rate = byPackets ? band.Rate : band.Rate * 1000.0 / BitsOfByte;
            double burst = (meter.Flags & SwitchMeter.Burst) == 0 ? rate : byPackets ? band.Burst : band.Burst * 1000.0 / BitsOfByte;
            cost = Math.Max(1, (long)(1e9 / rate * (1 << MeterState.CostShift)));
            size = (long)Math.Min(burst / rate * 1e9, long.MaxValue / 4.0);
        }

        // Packets pass meanwhile: what they cost comes last.
        if (begins) { state = default; }
        Volatile.Write(ref state.ByPackets, byPackets ? 1 : 0);
        Volatile.Write(ref state.Size, size);
        Volatile.Write(ref state.Cost, cost);
    }

    private int FreeSlot()
    {
        Span<bool> taken = stackalloc bool[Capacity + 1];
        foreach (SwitchMeter meter in _meters.Values) { taken[meter.Slot] = true; }
        return 1 + taken[1..].IndexOf(false);
    }

    // The clock whose time stamps are those of the kernel's programs (CLOCK_MONOTONIC).
    private long Now() => (long)(time.GetTimestamp() * (1e9 / time.TimestampFrequency));
}
