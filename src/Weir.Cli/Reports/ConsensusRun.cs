using Weir.Cli.Output;
using Weir.Cli.Captures;
using Weir.Cli.Monitors;
using Weir.Consensus;
using Weir.Decoding;
using Weir.Platform;
using Weir.Processing;
using Weir.Store;

namespace Weir.Cli.Reports;

/// <summary>One run of <c>weir consensus</c>: reads the files, counts, and keeps what is to be kept.</summary>
internal sealed class ConsensusRun
{
    public required string[] Files { get; init; }

    public bool Follow { get; init; }

    public SecretStore? Secrets { get; init; }

    public required NodeTable Nodes { get; init; }

    public required ConsensusOptions Options { get; init; }

    public string? Store { get; init; }

    public string? RunName { get; init; }

    public string? Export { get; init; }

    /// <summary>Reads everything; after an interrupt what was read until then is in the result, and is kept as well.</summary>
    public async Task<ConsensusResult> RunAsync(CommandContext context)
    {
        // Made first: a store that cannot be made should be known before minutes of reading.
        await using TableTarget? target = Store is null ? null : await TableTarget.OpenAsync(context, Store, RunName, "consensus", new StoreOptions());
        if (target is not null) { await target.MakeTablesAsync(ConsensusTables.All); }
        PathResult read;
        using (var line = new PathProgressLine(context))
        {
            var options = new CapturePathOptions
            {
                Reader = CaptureOptions.Reading(context, Follow),
                Decoding = new DecodingOptions { Secrets = Secrets, Curve = Curves.Best, Protocols = ["rlpx"], Wanted = ConsensusMonitor.IsWanted },
                Progress = line.Progress,
            };
            read = new CapturePath(options, point => new ConsensusMonitor(point, Nodes, Options)).Run(Files, context.Cancellation);
        }

        var points = new List<ConsensusPoint>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (PointResult point in read.Points)
        {
            var monitor = (ConsensusMonitor)point.Sink;
            if (point.Balance[Waypoint.Captured] > 0) { monitor.Complete(point.FirstTime, point.LastTime); }
            ConsensusReport report = monitor.Snapshot();
            if (!names.Add(report.Point.Name)) { throw new WeirException($"two points are named {report.Point.Name} ({report.Point.Source} is the second); give the files different names, or read them one by one"); }
            points.Add(new ConsensusPoint(report, point.Balance));
        }

        if (Export is not null)
        {
            foreach (ConsensusPoint point in points) { ConsensusCsv.Export(point.Report, Export); }
        }

        var result = new ConsensusResult { Read = read, Points = points };
        if (target is null) { return result; }
        SqliteStore store = target.File;
        foreach (RecordTable table in ConsensusTables.All) { store.Add(table); }
        ConsensusTables.Write(Nodes, store);
        foreach (ConsensusPoint point in points) { ConsensusTables.Write(point.Report, point.Balance, store); }
        result.RowsWritten = store.Written;
        result.RowsSkipped = store.Skipped;
        store.Complete();
        target.SendAll(ConsensusTables.All);
        await target.CompleteAsync();
        return result;
    }
}
