using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Checks;
using Weir.Databases;
using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Platform;

namespace Weir.Running;

/// <content>The record: what is written into the run's folder, and what stands against trusting it.</content>
public sealed partial class LabRun
{
    // A turn of the engine takes well below a millisecond on a machine that has time for it.
    private static readonly TimeSpan s_turnLimit = TimeSpan.FromMilliseconds(5);
    private static readonly JsonWriterOptions s_json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a text as a comment into every capture, at the frame that comes next.</summary>
    internal void Mark(string text) => _captures?.Comment(text);

    /// <summary>Tells that a scheduled event was brought about, <paramref name="late"/> seconds after its time.</summary>
    internal void Say(EventPlan plan, EventTarget target, string text, double late)
    {
        string kind = plan.Kind.Form.Name;
        Events.Say(kind is RunEventKinds.Link or RunEventKinds.Mark ? kind : RunEventKinds.Fired, target.Name, text,
            ("event", plan.Name), ("eventKind", kind), ("late", late.ToString("F6", CultureInfo.InvariantCulture)));
        if (kind != RunEventKinds.Mark) { Mark($"{kind} {target.Name}: {text}"); }
    }

    /// <summary>Reads the file of a rate over time; its path starts from the lab file's folder.</summary>
    /// <exception cref="WeirException">The file is not there, or is no such file.</exception>
    internal RateTrace TraceFile(string path)
    {
        string full = Path.GetFullPath(path, _options.FileFolder);
        if (!File.Exists(full)) { throw new WeirException($"{full}: no such file, a rate over time was expected"); }
        using var reader = new StreamReader(full);
        return RateTrace.Parse(reader, full);
    }

    internal Task<IReadOnlyList<CaptureFacts>> CapturesOfAsync(string point, HashSet<string> interfaces, CancellationToken cancellation) =>
        _captures?.FactsAsync(point, interfaces, cancellation) ?? throw new WeirException("the captures of this run have ended");

    internal Task<IReadOnlyList<MonitorFacts>> MonitorsAsync(CancellationToken cancellation) => _monitors?.FactsAsync(cancellation) ?? throw new WeirException("the monitors of this run have ended");

    internal IReadOnlyList<CaptureState> CaptureStates() => _captures?.States() ?? [];

    /// <summary>What stands against trusting the run so far.</summary>
    internal IReadOnlyList<string> Doubts()
    {
        var judge = new TrustJudge();
        _captures?.Judge(judge);
        _monitors?.Judge(judge);
        JudgePorts(judge);
        JudgeLinks(judge);
        return [.. judge.Reasons];
    }

    private void JudgeLinks(TrustJudge judge)
    {
        if (_network?.EngineTurn is { } turn && turn > s_turnLimit) { judge.Add(string.Create(CultureInfo.InvariantCulture, $"the link engine was held up: one turn in a hundred took longer than {turn.TotalMilliseconds:0.0} ms, in which frames waited unseen")); }
        if (_network?.RateFault is { } fault) { judge.Add($"the rates of links could not be measured to the end: {fault}"); }
        foreach (LabLink link in _network?.Links ?? [])
        {
            foreach (LinkMeasurement one in link.Measure())
            {
                if (one.EngineDropped > 0) { judge.Add($"link {link.Plan.Name} to {one.To}: the engine could not keep up and dropped {one.EngineDropped} frames"); }
                // A rate is judged when the line was busy for a second in all: over less, single late frames would decide.
                if (one is { AskedRate: { } rate, MeasuredRate: { } measured } && one.Bytes * 8 >= rate) { judge.Link($"{link.Plan.Name} to {one.To}", "the rate", rate / 1e6, measured / 1e6, rate / 1e6 * 0.03, "Mbit/s"); }
                if (one is { AskedDelay: { } asked, MeanDelay: { } mean, Delivered: >= 20 })
                {
                    // Half a millisecond or five per cent, whichever is more: what the engine promises on a machine that is not overloaded.
                    judge.Link($"{link.Plan.Name} to {one.To}", "the mean delay", asked * 1000, mean * 1000, Math.Max(0.5, asked * 1000 * 0.05), "ms");
                }
            }
        }
    }

    private void WriteBegin()
    {
        // The record may be shown to others: a password in the file is not theirs.
        File.WriteAllText(Folder.LabFile, DatabaseAddress.Mask(Plan.Monitors.Select(one => one.Database).OfType<DatabaseAddress>().Aggregate(_options.FileText, (text, address) => address.HideIn(text))));
        Write(Folder.Plan, json => PlanJson.Write(json, Plan));
        Write(Folder.Host, WriteHost);
    }

    private void WriteHost(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("weir", _options.Version);
        json.WriteString("lab", Plan.Name);
        json.WriteString("labFolder", _options.FileFolder);
        json.WriteString("begin", RecordTime.Text(_options.Time.GetUtcNow()));
        json.WriteString("host", Environment.MachineName);
        json.WriteString("system", RuntimeInformation.OSDescription);
        json.WriteString("architecture", RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant());
        json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        json.WriteNumber("processors", Environment.ProcessorCount);
        json.WriteNumber("memoryBytes", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        json.WriteString("load", File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : "");
        json.WriteBoolean("privileged", UserNamespaces.HasNetworkRights && !UserNamespaces.IsInside);
        json.WriteBoolean("userNamespace", UserNamespaces.IsInside);
        json.WriteEndObject();
    }

    private void WriteEnd(RunOutcome outcome)
    {
        Write(Folder.Checks, json => WriteChecks(json, outcome.Checks));
        Write(Folder.Verdict, json =>
        {
            json.WriteStartObject();
            json.WriteString("run", outcome.Id.Text);
            json.WriteString("result", outcome.Result.ToString().ToLowerInvariant());
            json.WriteString("trust", outcome.Trust);
            json.WriteNumber("exitCode", outcome.ExitCode);
            WriteTexts(json, "reasons", outcome.Reasons);
            WriteTexts(json, "doubts", outcome.Doubts);
            WriteDurations(json, outcome.Durations);
            json.WriteEndObject();
        });
    }

    /// <summary>Writes checks as an array of objects with <c>name</c>, <c>kind</c>, <c>result</c>, <c>message</c> and <c>seconds</c>.</summary>
    public static void WriteChecks(Utf8JsonWriter json, IReadOnlyList<CheckResult> checks)
    {
        json.WriteStartArray();
        foreach (CheckResult check in checks)
        {
            json.WriteStartObject();
            json.WriteString("name", check.Plan.Name);
            json.WriteString("kind", check.Plan.Kind.Form.Name);
            json.WriteString("result", check.Word);
            json.WriteString("message", check.Message);
            json.WriteNumber("seconds", check.Seconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the member <c>durations</c>.</summary>
    public static void WriteDurations(Utf8JsonWriter json, RunDurations durations)
    {
        json.WriteStartObject("durations");
        json.WriteNumber("plan", durations.Plan);
        json.WriteNumber("build", durations.Build);
        json.WriteNumber("run", durations.Run);
        json.WriteNumber("remove", durations.Remove);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) { json.WriteStringValue(text); }
        json.WriteEndArray();
    }

    private static void Write(string path, Action<Utf8JsonWriter> write)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        using (var json = new Utf8JsonWriter(file, s_json)) { write(json); }
        file.WriteByte((byte)'\n');
    }
}
