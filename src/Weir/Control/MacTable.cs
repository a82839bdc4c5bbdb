using Weir.Wire.Frames;

namespace Weir.Control;

/// <summary>Which port a hardware address was seen at last. Bounded, and entries that were not seen for long are forgotten.</summary>
/// <param name="capacity">Addresses at most; a new one beyond that is not learned, and counted.</param>
/// <param name="age">How long an address is remembered; infinite with <see cref="Timeout.InfiniteTimeSpan"/>.</param>
/// <param name="time">The clock.</param>
internal sealed class MacTable(int capacity, TimeSpan age, TimeProvider time)
{
    private readonly Dictionary<MacAddress, (uint Port, long Seen)> _ports = [];

    /// <summary>Addresses that are known.</summary>
    public int Count => _ports.Count;

    /// <summary>The addresses that are known, and at which ports.</summary>
    public IEnumerable<(MacAddress Address, uint Port)> Entries => _ports.Where(one => !IsOld(one.Value.Seen)).Select(one => (one.Key, one.Value.Port));

    /// <summary>Addresses for which there was no room.</summary>
    public long NotLearned { get; private set; }

    /// <summary>Remembers that an address was seen at a port, in place of where it was before.</summary>
    public void Learn(MacAddress address, uint port)
    {
        if (_ports.Count >= capacity && !_ports.ContainsKey(address))
        {
            NotLearned++;
            return;
        }

        _ports[address] = (port, time.GetTimestamp());
    }

    /// <summary>Where an address is; null when that is not known.</summary>
    public uint? Find(MacAddress address) => _ports.TryGetValue(address, out (uint Port, long Seen) entry) && !IsOld(entry.Seen) ? entry.Port : null;

    /// <summary>Forgets what was not seen for long.</summary>
    public void Sweep()
    {
        if (age == Timeout.InfiniteTimeSpan) { return; }
        foreach ((MacAddress address, (uint Port, long Seen) entry) in _ports.ToArray())
        {
            if (IsOld(entry.Seen)) { _ports.Remove(address); }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _ports.Clear();

    private bool IsOld(long seen) => age != Timeout.InfiniteTimeSpan && time.GetElapsedTime(seen) >= age;
}
