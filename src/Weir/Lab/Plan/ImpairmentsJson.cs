using System.Text.Json;

namespace Weir.Lab.Plan;

/// <summary>Writes impairments as JSON, under the names that they have in lab files, without what is not asked for.</summary>
public static class ImpairmentsJson
{
    /// <summary>Writes the members into an object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Impairments one)
    {
        if (one.Rate is { } rate) { json.WriteNumber("rate", rate.BitsPerSecond); }
        if (one.Trace is { } trace)
        {
            json.WriteStartArray("trace");
            foreach (RateStep step in trace.Steps)
            {
                json.WriteStartArray();
                json.WriteNumberValue(Seconds(step.At));
                json.WriteNumberValue(step.Rate.BitsPerSecond);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            if (trace.Period is { } period) { json.WriteNumber("tracePeriod", Seconds(period)); }
        }

        if (one.Delay > TimeSpan.Zero) { json.WriteNumber("delay", Seconds(one.Delay)); }
        if (one.Jitter > TimeSpan.Zero)
        {
            json.WriteNumber("jitter", Seconds(one.Jitter));
            json.WriteString("distribution", one.Distribution.ToString().ToLowerInvariant());
        }

        Share("loss", one.Loss);
        if (one.BurstLoss is { } burst)
        {
            json.WriteStartObject("burst-loss");
            json.WriteNumber("p", burst.P);
            json.WriteNumber("r", burst.R);
            json.WriteNumber("h", burst.H);
            json.WriteNumber("k", burst.K);
            json.WriteEndObject();
        }

        Share("reorder", one.Reorder);
        Share("duplicate", one.Duplicate);
        Share("corrupt", one.Corrupt);
        if (one.Queue != QueueLimit.Default) { json.WriteString("queue", one.Queue.ToString()); }
        if (!one.Up) { json.WriteBoolean("up", false); }

        void Share(string name, double value)
        {
            if (value > 0) { json.WriteNumber(name, value); }
        }
    }

    private static decimal Seconds(TimeSpan time) => time.Ticks / (decimal)TimeSpan.TicksPerSecond;
}
