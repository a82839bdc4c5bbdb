using System.Globalization;
using Weir.Capture;
using Weir.Checks;
using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Memory;

namespace Weir.Running;

/// <summary>The captures of a run: one file or row of files each, from before the first frame until everything is removed.</summary>
internal sealed class RunCaptures : IAsyncDisposable
{
    private readonly List<(CapturePlan Plan, IFrameCapture Capture, IReadOnlyList<LabInterface> Interfaces)> _captures = [];
    private readonly RunFolder _folder;
    private readonly RunEvents _events;
    private bool _disposed;

    private RunCaptures(RunFolder folder, RunEvents events)
    {
        _folder = folder;
        _events = events;
    }

    /// <summary>Begins all captures of a plan; the interfaces may still be down.</summary>
    /// <exception cref="WeirException">A filter is not understood, or the machine refuses.</exception>
    public static RunCaptures Begin(LabPlan plan, LabNetwork network, RunFolder folder, RunEvents events)
    {
        var captures = new RunCaptures(folder, events);
        try
        {
            foreach (CapturePlan one in plan.Captures) { captures.Add(one, network); }
        }
        catch
        {
            foreach ((_, IFrameCapture capture, _) in captures._captures) { capture.Dispose(); }
            throw;
        }

        return captures;
    }

    /// <summary>Those of the kernel's interfaces, with the interfaces in the order of their points.</summary>
    public IReadOnlyList<(CapturePlan Plan, LiveCapture Capture, IReadOnlyList<LabInterface> Interfaces)> Live => [.. _captures.Where(one => one.Capture is LiveCapture).Select(one => (one.Plan, (LiveCapture)one.Capture, one.Interfaces))];

    /// <summary>Writes a comment into every capture.</summary>
    public void Comment(string text)
    {
        foreach ((_, IFrameCapture capture, _) in _captures) { capture.Comment(text); }
    }

    /// <summary>Waits until what has passed so far is in the files, and gives the captures that watch any of the interfaces.</summary>
    /// <exception cref="WeirException">None does.</exception>
    public async Task<IReadOnlyList<CaptureFacts>> FactsAsync(string point, HashSet<string> interfaces, CancellationToken cancellation)
    {
        var facts = new List<CaptureFacts>();
        foreach ((CapturePlan plan, IFrameCapture capture, _) in _captures)
        {
            string[] there = [.. plan.Interfaces.Select(one => one.FullName).Where(name => plan.Name == point || interfaces.Contains(name))];
            if (there.Length == 0) { continue; }
            await capture.FlushAsync(cancellation).ConfigureAwait(false);
            // What was lost counts once, however many files there are.
            long dropped = capture.Dropped;
            foreach (string file in capture.Files)
            {
                facts.Add(new CaptureFacts(plan.Name, file, there, there.Length == plan.Interfaces.Count, dropped));
                dropped = 0;
            }
        }

        return facts.Count > 0 ? facts : throw new WeirException($"no capture of the file watches {point}: add '- at: {point}' under 'captures'");
    }

    /// <summary>The captures and what they have counted so far.</summary>
    public IReadOnlyList<CaptureState> States() => [.. _captures.Select(one => new CaptureState(one.Plan, _folder.CaptureOf(one.Plan.Name), one.Capture.Written, one.Capture.Dropped))];

    /// <summary>Waits until what has passed so far is in the files and counted.</summary>
    public Task FlushAsync(CancellationToken cancellation) => Task.WhenAll(_captures.Select(one => one.Capture.FlushAsync(cancellation)));

    /// <summary>Tells a judge what the captures lost, as of the last flush or, when they have ended, in all.</summary>
    public void Judge(TrustJudge judge)
    {
        foreach ((CapturePlan plan, IFrameCapture capture, _) in _captures) { judge.Capture(plan.Name, capture.Written, capture.Dropped); }
    }

    /// <summary>Writes what is left, with the kernel's counters, and closes the files. Twice is harmless.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) { return; }
        _disposed = true;
        foreach ((CapturePlan plan, IFrameCapture capture, _) in _captures)
        {
            // A live one waits for the kernel's rings.
            if (capture is LiveCapture) { await Task.Run(capture.Dispose).ConfigureAwait(false); } else { capture.Dispose(); }
            _events.Say(RunEventKinds.Capture, plan.Name, string.Create(CultureInfo.InvariantCulture, $"{capture.Written} frames written, {capture.Dropped} lost"),
                ("written", capture.Written.ToString(CultureInfo.InvariantCulture)), ("dropped", capture.Dropped.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private void Add(CapturePlan plan, LabNetwork network)
    {
        LabInterface[] made = [.. plan.Interfaces.Select(one => network.Interface(one.FullName)).OfType<LabInterface>()];
        var options = new LiveCaptureOptions
        {
            Filter = plan.Filter,
            Ring = plan.Ring,
            SnapLength = plan.SnapLength,
            FileSize = plan.FileSize,
            Files = plan.Files,
            Sent = plan.Direction != CaptureDirection.In,
            Received = plan.Direction != CaptureDirection.Out,
        };
        IFrameCapture capture = made.Length > 0 && made.All(one => one.Memory is not null)
            ? BeginInMemory(plan, made, options, network.Loop)
            : LiveCapture.Begin(_folder.CaptureOf(plan.Name), [.. made.Select(one => new LivePoint(one.Network, one.Index, one.Plan.FullName, one.Node.TakesTaps))], options);
        _captures.Add((plan, capture, made));
        _events.Say(RunEventKinds.Capture, plan.Name, string.Create(CultureInfo.InvariantCulture, $"listens at {made.Length} {(made.Length == 1 ? "interface" : "interfaces")}"));
    }

    private HandedCapture BeginInMemory(CapturePlan plan, LabInterface[] made, LiveCaptureOptions options, MemoryLoop loop)
    {
        var capture = new HandedCapture(_folder.CaptureOf(plan.Name), [.. made.Select(one => one.Plan.FullName)], options, loop.Clock);
        for (int at = 0; at < made.Length; at++)
        {
            int point = at;
            made[at].Memory!.Watch((frame, sent) => capture.Take(point, frame, sent));
        }

        return capture;
    }
}
