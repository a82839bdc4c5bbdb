using System.Globalization;
using System.Text.Json;
using Weir.Dashboard.Answers;
using Weir.Running;

namespace Weir.Dashboard.Runs;

/// <summary>The runs of the folder in a line each. Those that have ended never change: they are read once.</summary>
internal sealed class RunSummaries(RunViews views)
{
    private readonly Lock _gate = new(); // _ended
    private Dictionary<string, RunSummary> _ended = new(StringComparer.Ordinal);

    /// <summary>All of them, the newest first.</summary>
    public IReadOnlyList<RunSummary> All()
    {
        lock (_gate)
        {
            var ended = new Dictionary<string, RunSummary>(StringComparer.Ordinal);
            var all = new List<RunSummary>();
            foreach (RunFolder folder in views.All())
            {
                if (!_ended.TryGetValue(folder.Id.Text, out RunSummary? summary)) { summary = Read(views.Find(folder.Id.Text)); }
                // The verdict of one that is just ending may come a moment later.
                if (summary is { State: "ended", Result: not null }) { ended[summary.Id] = summary; }
                all.Add(summary);
            }

            _ended = ended;
            return all;
        }
    }

    /// <summary>Reads one.</summary>
    public static RunSummary Read(RunView run)
    {
        // In this order: what has ended has its verdict.
        string state = run.State();
        var record = RunRecord.Read(run.Folder);
        return new RunSummary
        {
            Id = run.Id, Lab = record.Lab, Begin = BeginOf(record), State = state, Result = record.Result, Trust = record.Trust, Seconds = SecondsOf(record, run, state),
            Nodes = CountOf(run.Plan(), "nodes"), Links = CountOf(run.Plan(), "links"), Checks = ChecksOf(record, run),
        };
    }

    /// <summary>When a run began.</summary>
    public static string? BeginOf(RunRecord record) => record.Begin?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>How long its clock ran, or runs.</summary>
    public static double? SecondsOf(RunRecord record, RunView run, string state) => state == "ended" ? record.Durations.Where(one => one.Key == "run").Select(one => (double?)one.Value).FirstOrDefault() : run.Now();

    /// <summary>How its checks stand.</summary>
    public static CheckCounts ChecksOf(RunRecord record, RunView run)
    {
        IEnumerable<string> results = record.Result is not null ? record.Checks.Select(one => one.Result) : run.Progress(one => one.Checks.Values.Select(check => check.Result).ToArray());
        int pass = 0, fail = 0, skip = 0;
        foreach (string result in results)
        {
            switch (result)
            {
                case "pass": pass++; break;
                case "fail": fail++; break;
                default: skip++; break;
            }
        }

        return new CheckCounts(pass, fail, skip);
    }

    /// <summary>How many things a list of the plan has.</summary>
    public static int CountOf(JsonElement? plan, string list) => plan.Member(list).Items().Count();
}
