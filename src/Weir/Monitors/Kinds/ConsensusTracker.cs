using Weir.Consensus;
using Weir.Decoding;
using Weir.Platform;
using Weir.Processing;

namespace Weir.Monitors.Kinds;

/// <summary>A <see cref="ConsensusMonitor"/> for each point, and the tables that follow them.</summary>
internal sealed class ConsensusTracker : IMonitor
{
    /// <summary>Closed blocks of a point whose verdict can still change in tables that follow a network: half an hour of a block a second, while a hole is told of within seconds.</summary>
    public const int FollowedBlocks = 2_000;

    private readonly NodeTable _nodes;
    private readonly ConsensusOptions _options;
    private readonly IReadOnlyDictionary<string, string> _nodeOf;
    private readonly SecretWatch _secrets;
    private readonly JoinedPoints? _joined;
    private readonly Dictionary<CapturePoint, ConsensusLedger> _ledgers = new(ReferenceEqualityComparer.Instance);
    private bool _nodesWritten;

    public ConsensusTracker(NodeTable nodes, ConsensusOptions options, IReadOnlyDictionary<string, string> nodeOf, SecretWatch secrets, JoinedPoints? joined)
    {
        _nodes = nodes;
        _options = options;
        _nodeOf = nodeOf;
        _secrets = secrets;
        _joined = joined;
        Path = new CapturePathOptions
        {
            Joined = joined,
            Decoding = new DecodingOptions { Secrets = secrets.Store, Curve = Curves.Best, Protocols = ["rlpx"], Wanted = ConsensusMonitor.IsWanted, JoinBytes = MonitorSecrets.WaitingBytes },
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<RecordTable> Tables { get; } = [ConsensusTables.Blocks, .. ConsensusTables.All.Where(table => table != ConsensusTables.Blocks && table != ConsensusTables.Waypoints)];

    /// <inheritdoc/>
    public CapturePathOptions Path { get; }

    /// <inheritdoc/>
    public IMessageSink SinkFor(CapturePoint point) => _joined?.PortsOf(point).Count > 0 ? new JoinedConsensus(point, _joined, MonitorFor) : MonitorFor(point);

    /// <inheritdoc/>
    public IEnumerable<string> Remarks => _secrets.Remarks;

    /// <inheritdoc/>
    public void LookAround() => _secrets.Look();

    /// <inheritdoc/>
    public void Write(LivePath path, ITableSink tables)
    {
        if (!_nodesWritten)
        {
            _nodesWritten = true;
            tables.Clear(ConsensusTables.Nodes, []);
            ConsensusTables.Write(_nodes, tables);
        }

        foreach (PointResult point in path.Points)
        {
            var joined = point.Sink as JoinedConsensus;
            foreach ((CapturePoint port, ConsensusMonitor monitor) in joined?.Ports ?? [new(point.Point, (ConsensusMonitor)point.Sink)])
            {
                if (point.Balance[Waypoint.Captured] > 0) { monitor.Complete(point.FirstTime, point.LastTime); }
                _ledgers[port].Write(monitor.Snapshot(joined is null ? point.OpenDoubts : [.. point.OpenDoubts.Where(doubt => joined.Passes(doubt.Conversation, port))]), tables);
                monitor.LetGo(FollowedBlocks);
            }
        }
    }

    private ConsensusMonitor MonitorFor(CapturePoint point)
    {
        _ledgers.Add(point, new ConsensusLedger());
        return new ConsensusMonitor(point, _nodes, _options with { OwnNode = _nodeOf.GetValueOrDefault(point.Name) });
    }
}
