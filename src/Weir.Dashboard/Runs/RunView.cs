using System.Text.Json;
using Weir.Capture;
using Weir.Running;

namespace Weir.Dashboard.Runs;

/// <summary>
/// One run as the dashboard sees it: its folder, read as far as it is written, and whether it is alive. What was read once is not read again; a run that nobody asks about costs nothing. Safe for several threads.
/// </summary>
internal sealed class RunView
{
    private static readonly TimeSpan s_judging = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new(); // _progress, _taken, _plan, _planTime
    private readonly Lock _indexing = new(); // _indices and what they hold
    private readonly RunProgress _progress = new();
    private readonly Dictionary<string, CaptureIndex> _indices = new(StringComparer.Ordinal);
    private readonly RunRegistry _registry;
    private readonly TimeProvider _time;
    private long _taken;
    private JsonElement? _plan;
    private DateTime _planTime;

    /// <summary>A view of a folder.</summary>
    public RunView(RunFolder folder, RunRegistry registry, TimeProvider time)
    {
        Folder = folder;
        _registry = registry;
        _time = time;
        Events = new LineFile(folder.Events);
        Counters = new LineFile(folder.Counters);
    }

    /// <summary>Where it lies.</summary>
    public RunFolder Folder { get; }

    /// <summary>The clock of this server.</summary>
    public TimeProvider Time => _time;

    /// <summary>Its id.</summary>
    public string Id => Folder.Id.Text;

    /// <summary>Its events.</summary>
    public LineFile Events { get; }

    /// <summary>Its counters.</summary>
    public LineFile Counters { get; }

    /// <summary>The process that it lives in; null when it is over.</summary>
    public RunEntry? Living => _registry.All().FirstOrDefault(entry => entry.Id.Text == Id && entry.Folder == Folder.Root && entry.IsAlive);

    /// <summary>Where it answers requests; null when it does not.</summary>
    public string? Socket => Living is not null && _registry.SocketOf(Folder.Id) is { } path && File.Exists(path) ? path : null;

    /// <summary>What was planned; null while nothing is. Read again when a change of the lab has written it anew.</summary>
    public JsonElement? Plan()
    {
        lock (_gate)
        {
            DateTime written = File.GetLastWriteTimeUtc(Folder.Plan);
            if (_plan is not null && written == _planTime) { return _plan; }
            _planTime = written;
            return _plan = RecordJson.Read(Folder.Plan) ?? _plan;
        }
    }

    /// <summary>Asks something of its state by its events so far.</summary>
    public T Progress<T>(Func<RunProgress, T> ask)
    {
        lock (_gate)
        {
            long count = Events.Refresh();
            while (_taken < count)
            {
                foreach (byte[] line in Events.Read(_taken, Math.Min(count - _taken, 4096)))
                {
                    _taken++;
                    if (Parse(line) is { } one) { _progress.Take(one); }
                }
            }

            return ask(_progress);
        }
    }

    /// <summary>The moment at which its clock started; of a record that does not say it, as near as building is known.</summary>
    public DateTimeOffset? Clock() => Progress(one => one.Clock) ?? (RecordTime.Parse(RecordJson.Read(Folder.Host).Text("begin")) is { } begin
        ? begin.AddSeconds(RecordJson.Read(Folder.Verdict).Member("durations").Number("build") ?? 0) : null);

    /// <summary>Seconds of its clock: now when it is alive, else when it ended.</summary>
    public double Now()
    {
        (double last, DateTimeOffset? clock) = Progress(one => (one.Now, one.Clock));
        if (Socket is not null && clock is { } start) { return Math.Round(Math.Max(last, (_time.GetUtcNow() - start).TotalSeconds), 3); }
        return Math.Round(Math.Max(last, Counters.Refresh() is > 0 and var count && Counters.Read(count - 1, 1) is [{ } line] ? Parse(line).Number("time") ?? 0 : 0), 3);
    }

    /// <summary><c>building</c>, <c>running</c>, <c>removing</c>, <c>ended</c>; <c>killed</c> when it left no verdict.</summary>
    public string State()
    {
        bool judged = File.Exists(Folder.Verdict);
        string phase = Progress(one => one.Phase);
        // The verdict is written a moment before the last event.
        if (phase != "ended" && Living is not null) { return phase; }
        if (judged) { return "ended"; }
        // Between the last object that is removed and the verdict it stands nowhere else.
        return phase is "removing" or "ended" && _time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(Folder.Events) < s_judging ? "removing" : "killed";
    }

    /// <summary>Works with the index of a capture's packets, brought up to date.</summary>
    public T Index<T>(string file, Func<CaptureIndex, T> work)
    {
        lock (_indexing)
        {
            if (!_indices.TryGetValue(file, out CaptureIndex? index)) { _indices.Add(file, index = new CaptureIndex(file)); }
            index.Refresh();
            return work(index);
        }
    }

    /// <summary>A line as JSON; null when it is none.</summary>
    public static JsonElement? Parse(byte[] line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            // A disk that was full cut it off.
            return null;
        }
    }
}
