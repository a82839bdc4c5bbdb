using Weir.Wire.Ethereum;

namespace Weir.Tests.Fixtures.Simulation;

/// <summary>Virtual time, one source of chance, and what was seen at each node's port. The same seed gives the same bytes, on every machine.</summary>
internal sealed class SimulatedNetwork
{
    private readonly PriorityQueue<Action, (long Time, long Order)> _events = new();
    private readonly GoRandom _random;
    private readonly List<(long Time, byte[] Frame)>[] _seen;
    private readonly ushort[] _identifications;
    private long _order;

    public SimulatedNetwork(long seed, int nodes, long begin)
    {
        _random = new GoRandom(seed);
        _seen = [.. Enumerable.Range(0, nodes).Select(_ => new List<(long, byte[])>())];
        _identifications = new ushort[nodes];
        Now = begin;
    }

    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    public long Now { get; private set; }

    /// <summary>Runs <paramref name="action"/> at <paramref name="time"/>, or now when that has passed.</summary>
    public void At(long time, Action action) => _events.Enqueue(action, (Math.Max(time, Now), _order++));

    /// <summary>Runs <paramref name="action"/> after a time between the two, in microseconds.</summary>
    public void After(int least, int most, Action action) => At(Now + Between(least, most), action);

    /// <summary>A time between the two, given in microseconds, in nanoseconds; captures hold whole microseconds.</summary>
    public long Between(int least, int most) => (least + _random.Next(most - least + 1)) * 1000L;

    /// <summary>Fills with bytes of chance.</summary>
    public void Fill(Span<byte> bytes)
    {
        foreach (ref byte value in bytes) { value = (byte)(_random.NextUInt64() >> 24); }
    }

    /// <summary>The next IP identification of a node.</summary>
    public ushort NextIdentification(int node) => ++_identifications[node];

    /// <summary>Keeps a packet that passes a node's port now.</summary>
    public void See(int node, byte[] frame) => _seen[node].Add((Now, frame));

    /// <summary>What passed a node's port, in order.</summary>
    public IReadOnlyList<(long Time, byte[] Frame)> SeenAt(int node) => _seen[node];

    /// <summary>Runs until nothing is left to happen.</summary>
    public void Run()
    {
        while (_events.TryDequeue(out Action? action, out (long Time, long Order) at))
        {
            Now = at.Time;
            action();
        }
    }
}
