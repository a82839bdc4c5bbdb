using System.Globalization;
using System.Text.Json;
using Weir.Running;

namespace Weir.Dashboard.Runs;

/// <summary>What a run's events say of its state so far: event after event is taken, and the last one wins.</summary>
internal sealed class RunProgress
{
    /// <summary>The phase: <c>building</c>, <c>running</c>, <c>removing</c> or <c>ended</c>.</summary>
    public string Phase { get; private set; } = "building";

    /// <summary>Time of the last event.</summary>
    public double Now { get; private set; }

    /// <summary>The moment at which the run's clock started; null when the record does not say it (yet).</summary>
    public DateTimeOffset? Clock { get; private set; }

    /// <summary>Programs by name.</summary>
    public Dictionary<string, ProgramProgress> Programs { get; } = new(StringComparer.Ordinal);

    /// <summary>What the last change of a link put in force, by link.</summary>
    public Dictionary<string, string> Links { get; } = new(StringComparer.Ordinal);

    /// <summary>Checks that were decided, by name.</summary>
    public Dictionary<string, RecordedCheck> Checks { get; } = new(StringComparer.Ordinal);

    /// <summary>Frames written and dropped of captures that ended, by name.</summary>
    public Dictionary<string, (long Written, long Dropped)> Captures { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes the next event.</summary>
    public void Take(JsonElement one)
    {
        JsonElement? json = one;
        string subject = json.Text("subject") ?? "", text = json.Text("text") ?? "";
        Now = json.Number("time") ?? Now;
        switch (json.Text("kind"))
        {
            case RunEventKinds.Phase:
                Phase = json.Text("phase") ?? Phase;
                Clock = RecordTime.Parse(json.Text("clock")) ?? Clock;
                break;
            case RunEventKinds.ProgramStarted or RunEventKinds.ProgramReady or RunEventKinds.ProgramExited:
                TakeProgram(subject, text, json);
                break;
            case RunEventKinds.Link:
                Links[subject] = text;
                break;
            case RunEventKinds.Check:
                string result = json.Text("result") ?? "";
                string prefix = result + ": ";
                Checks[subject] = new RecordedCheck(subject, "", result, text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text, Now);
                break;
            case RunEventKinds.Capture when json.Text("written") is { } written:
                Captures[subject] = (Number(written), Number(json.Text("dropped")));
                break;
        }
    }

    private void TakeProgram(string name, string text, JsonElement? json)
    {
        ProgramProgress before = Programs.GetValueOrDefault(name, ProgramProgress.Waiting);
        const string ended = "ended with ";
        string? exit = text.StartsWith(ended, StringComparison.Ordinal) ? text[ended.Length..].Split(';')[0] : null;
        bool started = text.StartsWith("started ", StringComparison.Ordinal);
        int? process = started && int.TryParse(json.Text("process"), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : exit is null && !started ? before.Process : null;
        Programs[name] = new ProgramProgress(json.Text("state") ?? before.State, exit ?? before.Exit, process, before.Starts + (started ? 1 : 0));
    }

    private static long Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
}
