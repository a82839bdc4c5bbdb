using Weir.Platform;
using Weir.Wire.Netlink;

namespace Weir.Lab.Building;

/// <summary>Shapes one direction of a link by queue disciplines of the kernel, and counts what passed. Safe for several threads.</summary>
internal abstract class KernelShaper(ShapingPoint point, TimeProvider time)
{
    /// <summary>The discipline that drops everything, while this direction alone is cut.</summary>
    protected const uint CutHandle = 0x3f0000;

    // Guards _counting, _before, _values and _meter.
    private readonly Lock _gate = new();
    private readonly RateMeter _meter = new();
    private uint _counting;
    private QueueStatistics _before;
    private Impairments _values = Impairments.None;

    /// <summary>Where it shapes.</summary>
    public ShapingPoint Point => point;

    /// <summary>The rate that is asked for now; null without one.</summary>
    public DataRate? Asked
    {
        get
        {
            lock (_gate) { return _counting is 0 or CutHandle ? null : _values.Rate; }
        }
    }

    /// <summary>Adds to <paramref name="batch"/>, which is sent in the point's namespace, what puts values in force. What waits stays where only numbers change. Nothing is added where nothing changes.</summary>
    public void Shape(RouteBatch batch, Impairments values)
    {
        lock (_gate)
        {
            uint wanted = values.Up ? HandleFor(values) : CutHandle;
            if (wanted != _counting && _counting != 0)
            {
                // What the discipline counted goes with it.
                QueueStatistics last = ReadNow() ?? default;
                _before = Sum(_before, last) with { Drops = _before.Drops + last.Drops + last.Waiting, Waiting = 0, Backlog = 0 };
                if (wanted == 0) { batch.DeleteQueue(point.Index); }
            }

            if (wanted == CutHandle)
            {
                if (_counting != CutHandle) { batch.SetQueue(new QueueDiscipline(point.Index, new Blackhole()) { Handle = CutHandle }); }
            }
            else if (wanted != 0 && (wanted != _counting || values != _values)) { Add(batch, values, wanted != _counting); }

            _counting = wanted;
            _values = values;
            _meter.Forget();
        }
    }

    /// <summary>What this shaper cannot do of the values, in words; empty when it can all.</summary>
    public abstract IReadOnlyList<string> Beyond(Impairments values);

    /// <summary>What passed so far; null when nothing was ever shaped here.</summary>
    public QueueStatistics? Read()
    {
        lock (_gate)
        {
            if (_counting == 0) { return _before == default ? null : _before; }
            return Sum(_before, ReadNow() ?? default);
        }
    }

    /// <summary>Takes a reading for the rate, and says how long from now a second one shows the rate that the line has while it is busy; null when it is not busy.</summary>
    public TimeSpan? Sample()
    {
        lock (_gate)
        {
            if (_counting is 0 or CutHandle || _values.Rate is not { } rate) { return null; }
            // The kernel counts somewhere between asking and its answer.
            long begin = time.GetTimestamp();
            if (ReadNow() is not { } now) { return null; }
            TimeSpan at = time.GetElapsedTime(0, begin + ((time.GetTimestamp() - begin) / 2));
            return _meter.Add(at, now, rate);
        }
    }

    /// <summary>The rate that was asked for and the one measured, over the time in which the line was busy beyond doubt; null where that was too short.</summary>
    public (DataRate Asked, DataRate Measured)? Rate()
    {
        lock (_gate) { return _meter.Result; }
    }

    /// <summary>The handle of the discipline that limits and counts under these values; 0 for none. Another handle takes the place of what was there.</summary>
    protected abstract uint HandleFor(Impairments values);

    /// <summary>Adds the requests that make the disciplines (<paramref name="anew"/>), or change their numbers.</summary>
    protected abstract void Add(RouteBatch batch, Impairments values, bool anew);

    private QueueStatistics? ReadNow() => point.Network.Routes.Queue(point.Index, _counting)?.Statistics;

    private static QueueStatistics Sum(in QueueStatistics a, in QueueStatistics b) => new(a.Bytes + b.Bytes, a.Packets + b.Packets, a.Drops + b.Drops, a.Waiting + b.Waiting, a.Backlog + b.Backlog, a.Overlimits + b.Overlimits);
}
