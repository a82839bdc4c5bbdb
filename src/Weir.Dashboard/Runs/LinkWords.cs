using System.Globalization;
using System.Text.Json;
using Weir.Running;

namespace Weir.Dashboard.Runs;

/// <summary>What is asked of a link in a few words: <c>20 Mbit/s, 10 ms, loss 0.1 %</c>.</summary>
internal static class LinkWords
{
    /// <summary>By what the event of a change says of it: <c>up, 5 Mbit/s</c>, <c>down</c>, or a part for each direction.</summary>
    public static (bool Up, string Text) OfChange(string text)
    {
        string[] parts = text.Split("; ");
        bool up = !parts.All(part => part == "down" || part.EndsWith(" down", StringComparison.Ordinal));
        return (up, text is "up" or "down" ? "" : text.StartsWith("up, ", StringComparison.Ordinal) ? text[4..] : text);
    }

    /// <summary>By its plan.</summary>
    public static (bool Up, string Text) OfPlan(JsonElement? link, string a, string b)
    {
        JsonElement? there = link.Member("aToB"), back = link.Member("bToA");
        bool up = IsUp(there) || IsUp(back);
        string first = Of(there), second = Of(back);
        return (up, first == second ? first : $"to {b} {first}; to {a} {second}");
    }

    private static bool IsUp(JsonElement? one) => one.Member("up") is not { ValueKind: JsonValueKind.False };

    private static string Of(JsonElement? one)
    {
        var words = new List<string>();
        if (one.Member("trace") is not null) { words.Add("rate from a trace"); }
        else if (one.Number("rate") is { } rate) { words.Add(new DataRate((long)rate).ToString()); }
        if (one.Number("delay") is { } delay) { words.Add(Milliseconds(delay) + (one.Number("jitter") is { } jitter ? $" ± {Milliseconds(jitter)}" : "")); }
        if (one.Member("burst-loss") is not null) { words.Add("burst loss"); }
        foreach (string name in (string[])["loss", "reorder", "duplicate", "corrupt"])
        {
            if (one.Number(name) is { } share) { words.Add($"{name} {(share * 100).ToString("0.####", CultureInfo.InvariantCulture)} %"); }
        }

        if (one.Text("queue") is { } queue) { words.Add($"queue {queue}"); }
        return string.Join(", ", words);
    }

    private static string Milliseconds(double seconds) => (seconds * 1000).ToString("0.###", CultureInfo.InvariantCulture) + " ms";
}
