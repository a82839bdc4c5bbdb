namespace Weir.Switching;

/// <summary>Which address is behind which port, as the switch learns it by itself for the action "normal". Bounded, and it ages.</summary>
internal sealed class LearnedAddresses(TimeProvider time)
{
    private const int Capacity = 8192;
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(300);

    private readonly Dictionary<(ushort Vlan, ulong Address), (uint Port, long Seen)> _ports = [];

    /// <summary>Addresses that there was no room for.</summary>
    public long NotLearned { get; private set; }

    /// <summary>Notes where an address is; true when that was not known or was another port.</summary>
    public bool Learn(ushort vlan, ulong address, uint port)
    {
        if ((address & 0x0100_0000_0000) != 0) { return false; }
        bool known = _ports.TryGetValue((vlan, address), out (uint Port, long Seen) before);
        if (!known && _ports.Count >= Capacity)
        {
            NotLearned++;
            return false;
        }

        _ports[(vlan, address)] = (port, time.GetTimestamp());
        return !known || before.Port != port;
    }

    /// <summary>The port of an address; null when it is not known.</summary>
    public uint? Find(ushort vlan, ulong address) => _ports.TryGetValue((vlan, address), out (uint Port, long Seen) known) ? known.Port : null;

    /// <summary>Forgets what was not seen for long, and gives which addresses those were.</summary>
    public IReadOnlyList<ulong> Forget()
    {
        (ushort Vlan, ulong Address)[] old = [.. _ports.Where(one => time.GetElapsedTime(one.Value.Seen) > Age).Select(one => one.Key)];
        foreach ((ushort Vlan, ulong Address) one in old) { _ports.Remove(one); }
        return [.. old.Select(one => one.Address)];
    }

    /// <summary>Forgets everything behind a port.</summary>
    public void Forget(uint port)
    {
        foreach ((ushort Vlan, ulong Address) one in _ports.Where(one => one.Value.Port == port).Select(one => one.Key).ToArray()) { _ports.Remove(one); }
    }
}
