namespace Weir.Running.Applying;

/// <summary>Changes single values of a link: those that the file changed, and no others, whatever an event or <c>weir link set</c> did to those meanwhile.</summary>
internal static class ApplyValues
{
    /// <summary>The values that are in force, with those of <paramref name="wanted"/> where they differ from <paramref name="planned"/>.</summary>
    public static Impairments Merge(Impairments now, Impairments planned, Impairments wanted)
    {
        return new Impairments
        {
            Rate = Pick(one => one.Rate),
            Trace = SameTrace(planned.Trace, wanted.Trace) ? now.Trace : wanted.Trace,
            Delay = Pick(one => one.Delay),
            Jitter = Pick(one => one.Jitter),
            Distribution = Pick(one => one.Distribution),
            Loss = Pick(one => one.Loss),
            LossCorrelation = Pick(one => one.LossCorrelation),
            BurstLoss = Pick(one => one.BurstLoss),
            Reorder = Pick(one => one.Reorder),
            ReorderCorrelation = Pick(one => one.ReorderCorrelation),
            ReorderGap = Pick(one => one.ReorderGap),
            Duplicate = Pick(one => one.Duplicate),
            Corrupt = Pick(one => one.Corrupt),
            Queue = Pick(one => one.Queue),
            Up = Pick(one => one.Up),
        };

        T Pick<T>(Func<Impairments, T> value) => EqualityComparer<T>.Default.Equals(value(planned), value(wanted)) ? value(now) : value(wanted);
    }

    private static bool SameTrace(RateTrace? one, RateTrace? other) => one is null || other is null ? one == other : one.Period == other.Period && one.Steps.SequenceEqual(other.Steps);
}
