using System.Globalization;
using System.Text.Json;

namespace Weir.Running;

/// <summary>
/// The record of an earlier run, read from its folder. A run that was killed has no verdict: what it wrote before can be read all the same.
/// </summary>
public sealed class RunRecord
{
    private readonly Lazy<JsonElement?> _plan;

    private RunRecord(RunFolder folder)
    {
        Folder = folder;
        JsonElement? host = RecordJson.Read(folder.Host), verdict = RecordJson.Read(folder.Verdict);
        _plan = new Lazy<JsonElement?>(() => RecordJson.Read(folder.Plan));
        Lab = host.Text("lab") ?? folder.Id.Lab;
        LabFolder = host.Text("labFolder");
        Begin = DateTimeOffset.TryParse(host.Text("begin"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset begin) ? begin : null;
        Result = verdict.Text("result");
        Trust = verdict.Text("trust");
        Host = [.. host.Members().Select(one => KeyValuePair.Create(one.Name, one.Value.ToString()))];
        Durations = [.. verdict.Member("durations").Members().Where(one => one.Value.ValueKind == JsonValueKind.Number).Select(one => KeyValuePair.Create(one.Name, one.Value.GetDouble()))];
        Checks = [.. RecordJson.Read(folder.Checks).Items().Select(one => new RecordedCheck(one.Text("name") ?? "", one.Text("kind") ?? "", one.Text("result") ?? "", one.Text("message") ?? "", one.Number("seconds") ?? 0))];
    }

    /// <summary>Where it lies.</summary>
    public RunFolder Folder { get; }

    /// <summary>The name of the lab.</summary>
    public string Lab { get; }

    /// <summary>The folder of the lab file, from which its relative paths start; null when the record does not say it.</summary>
    public string? LabFolder { get; }

    /// <summary>When it began; null when the record does not say it.</summary>
    public DateTimeOffset? Begin { get; }

    /// <summary><c>pass</c>, <c>fail</c>, <c>error</c> or <c>interrupted</c>; null while the run is alive and when it was killed.</summary>
    public string? Result { get; }

    /// <summary><c>trustworthy</c> or <c>not trustworthy</c>; null when there is no verdict.</summary>
    public string? Trust { get; }

    /// <summary>What the run was made on, the members of <c>host.json</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Host { get; }

    /// <summary>How long <c>plan</c>, <c>build</c>, <c>run</c> and <c>remove</c> took, in seconds; empty when there is no verdict.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Durations { get; }

    /// <summary>The checks; empty when the run did not end.</summary>
    public IReadOnlyList<RecordedCheck> Checks { get; }

    /// <summary>The nodes to which the run was limited; empty for the whole lab.</summary>
    public IReadOnlyList<string> Only => [.. _plan.Value.Member("only").Items().Select(one => one?.GetString() ?? "")];

    /// <summary>The variables of the plan and the values that they had.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables => [.. _plan.Value.Member("vars").Members().Select(one => KeyValuePair.Create(one.Name, one.Value.ToString()))];

    /// <summary>The text of the lab file.</summary>
    /// <exception cref="WeirException">The record has none.</exception>
    public string LabText => File.Exists(Folder.LabFile) ? File.ReadAllText(Folder.LabFile) : throw new WeirException($"{Folder.Root}: the record holds no lab file");

    internal JsonElement? Plan => _plan.Value;

    /// <summary>Reads the record in a folder.</summary>
    public static RunRecord Read(RunFolder folder) => new(folder);

    /// <summary>The sums of the last counters over all interfaces (<c>sentPackets</c>, <c>sentBytes</c> ...), by name; empty when none were written.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Totals()
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (JsonProperty one in RecordJson.LastLine(Folder.Counters).Member("interfaces").Members())
        {
            foreach (JsonProperty counter in ((JsonElement?)one.Value).Members())
            {
                if (counter.Value.ValueKind == JsonValueKind.Number && counter.Value.TryGetInt64(out long value)) { sums[counter.Name] = sums.GetValueOrDefault(counter.Name) + value; }
            }
        }

        return [.. sums];
    }
}
