using Weir.Fabric;

namespace Weir.Tests.Fabric;

/// <summary>A link between two ends in memory, on a clock that stands until it is set forward.</summary>
internal sealed class Wire
{
    private readonly byte[] _received = new byte[70_000];

    public Wire(Impairments forward, Impairments? backward = null, ulong seed = 1, LinkLimits? limits = null, int capacity = 4096, long poolBytes = 512L << 20)
    {
        First = new MemoryEnd(capacity);
        Second = new MemoryEnd(capacity);
        Pump = new LinkPump(Clock, seed, limits, poolBytes);
        Link = Pump.Add("a -- b", First, Second, forward, backward ?? Impairments.None);
    }

    public VirtualClock Clock { get; } = new();

    public LinkPump Pump { get; }

    public MemoryEnd First { get; }

    public MemoryEnd Second { get; }

    public EngineLink Link { get; }

    public LinkCounters Counters => Link.Forward.Direction.Counters;

    public TimeSpan Now => new(Pump.Now / 100);

    /// <summary>Sends a frame of so many bytes whose first four are <paramref name="number"/>.</summary>
    public void Send(int number, int length = 100)
    {
        byte[] frame = new byte[length];
        BitConverter.TryWriteBytes(frame, number);
        First.Send(frame).ShouldBeTrue();
        Pump.Turn();
    }

    /// <summary>The numbers of the frames that have arrived.</summary>
    public int[] Received()
    {
        var numbers = new List<int>();
        while (Second.TryReceive(_received, out _)) { numbers.Add(BitConverter.ToInt32(_received)); }
        return [.. numbers];
    }

    public void Advance(double milliseconds) => Clock.Advance(TimeSpan.FromMilliseconds(milliseconds), Pump);

    /// <summary>Goes on until nothing is under way; the arrivals with their times in milliseconds.</summary>
    public List<(int Number, double At)> Drain()
    {
        var arrivals = new List<(int, double)>();
        while (true)
        {
            arrivals.AddRange(Received().Select(n => (n, Pump.Now / 1e6)));
            if (Pump.NextDue == long.MaxValue) { return arrivals; }
            Clock.Advance(Pump.NextDue - Pump.Now, Pump);
        }
    }
}
