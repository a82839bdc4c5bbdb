using System.Diagnostics;

namespace Weir.Tests.Fuzz;

/// <summary>Feeds one target with damaged inputs, one after the other from a seed, until a time is over or a promise is broken.</summary>
internal sealed class FuzzLoop(FuzzTarget target, int seed)
{
    /// <summary>An input that takes longer than this is a fault: it would hold up a capture.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly Random _random = new(seed);
    private long _runs;

    /// <summary>The target.</summary>
    public FuzzTarget Target => target;

    /// <summary>What broke; null while nothing did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>The last input; of a fault the one that brought it about.</summary>
    public byte[] Input { get; private set; } = [];

    /// <summary>Time that the runs took, the making of the inputs included.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Goes on for that long at least, and for one input at least. Returns the inputs so far.</summary>
    public long Run(TimeSpan time)
    {
        long begin = Stopwatch.GetTimestamp();
        TimeSpan elapsed = TimeSpan.Zero;
        do
        {
            Input = FuzzInput.Next(target.Seeds, _random);
            _runs++;
            try
            {
                target.Try(Input);
            }
            catch (Exception fault)
            {
                Fault = fault;
            }

            TimeSpan before = elapsed;
            elapsed = Stopwatch.GetElapsedTime(begin);
            if (elapsed - before > Longest) { Fault ??= new TimeoutException($"one input took {elapsed - before}"); }
        }
        while (Fault is null && elapsed < time);
        Elapsed += elapsed;
        return _runs;
    }
}
