using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>An Ethernet switch in memory (IEEE 802.1D 7): learns at which port an address was seen last, sends there what is for it, and everything else to all other ports. It knows no spanning tree, so its links must not close a loop.</summary>
internal sealed class LearningBridge(MemoryLoop loop, TimeSpan ageing)
{
    /// <summary>Addresses that it remembers at most. Frames for others go to all ports, as in any switch whose table is full.</summary>
    public const int TableLimit = 8192;

    // 01:80:c2:00:00:00 to 0f: for the bridge itself, never passed on (IEEE 802.1D 7.12.6).
    private const ulong Reserved = 0x0180_c200_0000;
    private const ulong GroupBit = 1UL << 40;

    private readonly List<MemoryInterface> _ports = [];
    private readonly Dictionary<ulong, (MemoryInterface Port, long Seen)> _table = [];

    /// <summary>Frames that were too short to be one, or reserved for the bridge itself.</summary>
    public long Dropped { get; private set; }

    /// <summary>Addresses that found the table full.</summary>
    public long NotLearned { get; private set; }

    /// <summary>Makes an interface a port.</summary>
    public void Add(MemoryInterface port)
    {
        _ports.Add(port);
        port.Received = Take;
    }

    private void Take(MemoryInterface from, ReadOnlySpan<byte> frame)
    {
        if (!EthernetHeader.TryRead(frame, out EthernetHeader header, out _) || (MacAddress.Read(header.Destination).Value & ~0xfUL) == Reserved)
        {
            Dropped++;
            return;
        }

        Learn(MacAddress.Read(header.Source).Value, from);
        ulong to = MacAddress.Read(header.Destination).Value;
        if ((to & GroupBit) == 0 && _table.TryGetValue(to, out (MemoryInterface Port, long Seen) known) && loop.Now - known.Seen < ageing.Ticks * 100)
        {
            // What is for the port that it came from has arrived already.
            if (known.Port != from) { known.Port.Send(frame); }
            return;
        }

        foreach (MemoryInterface port in _ports)
        {
            if (port != from) { port.Send(frame); }
        }
    }

    private void Learn(ulong source, MemoryInterface from)
    {
        if ((source & GroupBit) != 0) { return; }
        if (_table.Count >= TableLimit && !_table.ContainsKey(source))
        {
            Forget();
            if (_table.Count >= TableLimit)
            {
                NotLearned++;
                return;
            }
        }

        _table[source] = (from, loop.Now);
    }

    private void Forget()
    {
        ulong[] old = [.. _table.Where(one => loop.Now - one.Value.Seen >= ageing.Ticks * 100).Select(one => one.Key)];
        foreach (ulong address in old) { _table.Remove(address); }
    }
}
