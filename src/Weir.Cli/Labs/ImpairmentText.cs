namespace Weir.Cli.Labs;

/// <summary>Impairments in a few words, as a lab file writes them.</summary>
internal static class ImpairmentText
{
    /// <summary><c>20 Mbit/s, delay 10 ms</c>; empty when nothing is asked.</summary>
    public static string Of(Impairments one)
    {
        var words = new List<string>();
        if (!one.Up) { words.Add("down"); }
        if (one.Trace is { } trace) { words.Add($"trace of {trace.Steps.Count} steps"); }
        else if (one.Rate is { } rate) { words.Add(rate.ToString()); }
        if (one.Delay > TimeSpan.Zero) { words.Add($"delay {UnitText.Format(one.Delay)}"); }
        if (one.Jitter > TimeSpan.Zero) { words.Add($"jitter {UnitText.Format(one.Jitter)}"); }
        if (one.BurstLoss is { } burst) { words.Add($"burst loss {UnitText.FormatShare(burst.MeanLoss)}"); }
        foreach ((string name, double value) in ((string, double)[])[("loss", one.Loss), ("reorder", one.Reorder), ("duplicate", one.Duplicate), ("corrupt", one.Corrupt)])
        {
            if (value > 0) { words.Add($"{name} {UnitText.FormatShare(value)}"); }
        }

        if (one.Queue != QueueLimit.Default) { words.Add($"queue {one.Queue}"); }
        return string.Join(", ", words);
    }
}
