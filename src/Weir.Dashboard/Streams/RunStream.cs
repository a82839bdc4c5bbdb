using System.Text.Json;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Resources;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;
using Weir.Running;

namespace Weir.Dashboard.Streams;

/// <summary>
/// Tells one client what happens in a run: looks at the run's files as long as the client is there. Events come all and in order; of counters, tables, logs and the state a client that does not keep up gets the newest.
/// </summary>
internal sealed class RunStream(RunView run, EventStream stream)
{
    private const int EventsAtOnce = 500;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, long> _logs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _captured = new(StringComparer.Ordinal);
    private StateNote? _state;
    private double _saidAt;
    private long _counters;

    /// <summary>Tells everything behind the event of index <paramref name="last"/>, until the run has ended and all was told.</summary>
    public async Task RunAsync(long last, CancellationToken cancellation)
    {
        long next = Math.Max(0, last + 1);
        long slow = 0;
        _counters = Math.Max(0, run.Counters.Refresh() - 1);
        while (true)
        {
            // Looked at first: what was written before the end is told before it.
            string state = run.State();
            next = await TellEventsAsync(next, cancellation).ConfigureAwait(false);
            await TellCountersAsync(cancellation).ConfigureAwait(false);
            bool over = state is "ended" or "killed";
            if (over || slow == 0 || run.Time.GetElapsedTime(slow) >= s_slow)
            {
                slow = run.Time.GetTimestamp();
                await TellStateAsync(state, cancellation).ConfigureAwait(false);
                await TellLogsAsync(cancellation).ConfigureAwait(false);
                await TellTablesAsync(cancellation).ConfigureAwait(false);
            }

            if (over)
            {
                await TellEventsAsync(next, cancellation).ConfigureAwait(false);
                await stream.SendAsync("end", Judged(_state!), DashboardJson.Default.StateNote, cancellation).ConfigureAwait(false);
                return;
            }

            await stream.PauseAsync(s_pause, cancellation).ConfigureAwait(false);
        }
    }

    private StateNote Judged(StateNote state)
    {
        if (RecordJson.Read(run.Folder.Verdict) is not { } verdict) { return state; }
        var record = RunRecord.Read(run.Folder);
        return state with { Reasons = Texts(verdict, "reasons"), Doubts = Texts(verdict, "doubts"), Durations = record.Durations.Count == 0 ? null : record.Durations.ToDictionary(StringComparer.Ordinal) };
    }

    private static string[] Texts(JsonElement? json, string name) => [.. json.Member(name).Items().Select(one => one?.GetString() ?? "")];

    private async Task<long> TellEventsAsync(long next, CancellationToken cancellation)
    {
        while (run.Events.Refresh() > next)
        {
            foreach (byte[] line in run.Events.Read(next, EventsAtOnce))
            {
                if (EventsResource.EventOf(line, next) is { } one) { await stream.SendAsync("event", one, DashboardJson.Default.EventAnswer, cancellation, next).ConfigureAwait(false); }
                next++;
            }
        }

        return next;
    }

    private async Task TellCountersAsync(CancellationToken cancellation)
    {
        long count = run.Counters.Refresh();
        if (count <= _counters || count < 2) { return; }
        _counters = count;
        List<byte[]> lines = run.Counters.Read(count - 2, 2);
        if (lines is [{ } before, { } after] && CountersResource.Between(RunView.Parse(before), RunView.Parse(after)) is { } sample)
        {
            await stream.SendAsync("counters", sample, DashboardJson.Default.CounterSample, cancellation).ConfigureAwait(false);
        }
    }

    private async Task TellStateAsync(string state, CancellationToken cancellation)
    {
        JsonElement? verdict = state == "ended" ? RecordJson.Read(run.Folder.Verdict) : null;
        var now = new StateNote(state, run.Now(), verdict.Text("result"), verdict.Text("trust"));
        // The clock alone is worth a message a second.
        if (_state is { } before && before with { Now = now.Now } == now && now.Now < _saidAt + 1) { return; }
        (_state, _saidAt) = (now, now.Now);
        await stream.SendAsync("state", now, DashboardJson.Default.StateNote, cancellation).ConfigureAwait(false);
    }

    private async Task TellLogsAsync(CancellationToken cancellation)
    {
        foreach (JsonElement? program in run.Plan().Member("programs").Items())
        {
            string name = program.Text("name") ?? "";
            var log = new FileInfo(run.Folder.LogOf(name));
            if (!log.Exists || log.Length == _logs.GetValueOrDefault(name)) { continue; }
            _logs[name] = log.Length;
            await stream.SendAsync("log", new LogNote(name, log.Length), DashboardJson.Default.LogNote, cancellation).ConfigureAwait(false);
        }
    }

    private async Task TellTablesAsync(CancellationToken cancellation)
    {
        var changed = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (JsonElement? monitor in run.Plan().Member("monitors").Items())
        {
            string name = monitor.Text("name") ?? "";
            try
            {
                using var store = RunStore.Open(run, name);
                if (store.Reader.Query("SELECT captured FROM monitors WHERE monitor = ?1", [name], 1, cancellation) is not [[long captured]] || _captured.GetValueOrDefault(name, -1) == captured) { continue; }
                _captured[name] = captured;
                changed[name] = store.Tables;
            }
            catch (Exception absent) when (absent is ApiException or WeirException)
            {
                // It has not begun to write, or its tables are elsewhere: the next look tells.
                continue;
            }
        }

        if (changed.Count > 0) { await stream.SendAsync("tables", changed, DashboardJson.Default.DictionaryStringIReadOnlyListString, cancellation).ConfigureAwait(false); }
    }
}
