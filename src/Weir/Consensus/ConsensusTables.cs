using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>What a <see cref="ConsensusReport"/> leaves in a store: the tables and their rows (docs/formats/store.md).</summary>
public static class ConsensusTables
{
    private static readonly RecordColumn PointColumn = new("point", RecordValueKind.Text, "name of the point of observation");

    /// <summary>One row a point of observation.</summary>
    public static RecordTable Points { get; } = new("points", "One point of observation: a capture file, or an interface of one.", [
        PointColumn,
        new("source", RecordValueKind.Text, "path of the capture file"),
        new("own_node", RecordValueKind.Text, "name of the node at whose port it is"),
        new("own_ip", RecordValueKind.Text, "address of that node"),
        new("sessions", RecordValueKind.Integer, "connections that carried consensus messages"),
        new("frames", RecordValueKind.Integer, "consensus frames counted"),
        new("messages", RecordValueKind.Integer, "different messages among them"),
        new("frames_refused", RecordValueKind.Integer, "consensus frames refused at a limit"),
        new("signers_right", RecordValueKind.Integer, "messages signed by their claimed sender"),
        new("signers_wrong", RecordValueKind.Integer, "messages signed by another, or by nobody"),
        new("signers_unchecked", RecordValueKind.Integer, "messages whose signature was not looked at"),
        new("blocks_complete", RecordValueKind.Integer, "blocks whose counts are exact"),
        new("blocks_uncertain", RecordValueKind.Integer, "blocks whose counts may be too low"),
    ]) { Group = ["point"] };

    /// <summary>One row a known node.</summary>
    public static RecordTable Nodes { get; } = new("nodes", "One node of the network, as given with --nodes.", [
        new("name", RecordValueKind.Text, "name"),
        new("ip", RecordValueKind.Text, "address in the network"),
        new("mac", RecordValueKind.Text, "hardware address"),
        new("address", RecordValueKind.Text, "consensus address"),
        new("node_id", RecordValueKind.Text, "public key, 128 hexadecimal digits"),
    ]);

    /// <summary>One row a block and point.</summary>
    public static RecordTable Blocks { get; } = new("blocks", "One block at one point.", [
        PointColumn,
        new("block", RecordValueKind.Integer, "number of the block (IBFT: sequence)"),
        new("state", RecordValueKind.Text, "complete: the counts are exact; uncertain: they may be too low"),
        new("reason", RecordValueKind.Text, "why it is uncertain"),
        new("uncertain_from_ns", RecordValueKind.Integer, "begin of the interval in which messages may be missing"),
        new("uncertain_to_ns", RecordValueKind.Integer, "its end"),
        new("decided", RecordValueKind.Integer, "1 when a quorum of commits passed the point"),
        new("round", RecordValueKind.Integer, "round of the decision"),
        new("proposer", RecordValueKind.Text, "who sealed the proposal"),
        new("hash", RecordValueKind.Text, "hash of the decided block"),
        new("transactions", RecordValueKind.Integer, "transactions in the proposal"),
        new("voters", RecordValueKind.Integer, "validators that vote"),
        new("quorum", RecordValueKind.Integer, "commits that decide"),
        new("commits", RecordValueKind.Integer, "valid commits of different validators"),
        new("first_ns", RecordValueKind.Integer, "time of its first message"),
        new("last_ns", RecordValueKind.Integer, "time of its last message"),
        new("preprepare_ns", RecordValueKind.Integer, "time of the first preprepare of the deciding round"),
        new("quorum_ns", RecordValueKind.Integer, "time of the commit that made the quorum"),
        new("preprepare_to_quorum_ms", RecordValueKind.Real, "from one to the other"),
    ]) { Indices = ["block, point"], Group = ["block", "point"] };

    /// <summary>One row a round of a block at a point.</summary>
    public static RecordTable Rounds { get; } = new("rounds", "One round of one block at one point: different messages, both directions together.", [
        PointColumn,
        new("block", RecordValueKind.Integer, "number of the block"),
        new("round", RecordValueKind.Integer, "round, from 0"),
        new("proposer", RecordValueKind.Text, "sender of its first preprepare"),
        new("preprepares", RecordValueKind.Integer, "different preprepares"),
        new("prepares", RecordValueKind.Integer, "senders of prepares"),
        new("commits", RecordValueKind.Integer, "senders of commits"),
        new("roundchanges", RecordValueKind.Integer, "senders that asked for this round"),
        new("frames", RecordValueKind.Integer, "frames that carried them"),
        new("decided", RecordValueKind.Integer, "1 when the block was decided in it"),
    ]) { Indices = ["block, point"], Group = ["block", "point"] };

    /// <summary>Counted frames.</summary>
    public static RecordTable Frames { get; } = new("frames", "Frames of one block at one point with the same direction, peer, round, type and claimed sender; each relayed copy counts.", [
        PointColumn,
        new("direction", RecordValueKind.Text, "in, out (seen from the point's own node) or transit"),
        new("peer", RecordValueKind.Text, "node at the other end"),
        new("block", RecordValueKind.Integer, "number of the block"),
        new("round", RecordValueKind.Integer, "round; of a round change the one asked for"),
        new("type", RecordValueKind.Text, "preprepare, prepare, commit or roundchange"),
        new("sender", RecordValueKind.Text, "claimed sender"),
        new("frames", RecordValueKind.Integer, "how many"),
    ]) { Indices = ["block, point"], Group = ["block", "point"] };

    /// <summary>Counted messages.</summary>
    public static RecordTable DistinctMessages { get; } = new("distinct_messages", "Different messages of one block at one point with the same direction, round, type and claimed sender; relayed copies count once.", [
        PointColumn,
        new("direction", RecordValueKind.Text, "in, out or transit"),
        new("block", RecordValueKind.Integer, "number of the block"),
        new("round", RecordValueKind.Integer, "round; of a round change the one asked for"),
        new("type", RecordValueKind.Text, "preprepare, prepare, commit or roundchange"),
        new("sender", RecordValueKind.Text, "claimed sender"),
        new("messages", RecordValueKind.Integer, "how many"),
    ]) { Indices = ["block, point"], Group = ["block", "point"] };

    /// <summary>Intervals of doubt.</summary>
    public static RecordTable Doubts { get; } = new("doubts", "An interval in which messages of one direction of a connection may be missing.", [
        PointColumn,
        new("connection", RecordValueKind.Text, "client > server"),
        new("direction", RecordValueKind.Text, "client_to_server or server_to_client"),
        new("from_ns", RecordValueKind.Integer, "begin"),
        new("to_ns", RecordValueKind.Integer, "end; nothing when nothing was understood after"),
        new("reason", RecordValueKind.Text, "why"),
        new("bytes", RecordValueKind.Integer, "stream bytes concerned, 0 when unknown"),
        new("lowest_block", RecordValueKind.Integer, "lowest block that may be touched; nothing when no consensus message came before"),
        new("highest_block", RecordValueKind.Integer, "highest block; nothing when none came after"),
        new("beside", RecordValueKind.Integer, "1 when the connection carries no consensus messages, so that no block is touched"),
    ]) { Group = ["point", "connection"] };

    /// <summary>Messages that are not as an honest node sends them.</summary>
    public static RecordTable Mismatches { get; } = new("mismatches", "A message that is not as an honest node sends it; it is counted all the same.", [
        PointColumn,
        new("block", RecordValueKind.Integer, "number of the block"),
        new("round", RecordValueKind.Integer, "round"),
        new("type", RecordValueKind.Text, "preprepare, prepare, commit or roundchange"),
        new("kind", RecordValueKind.Text, "what is wrong"),
        new("claimed", RecordValueKind.Text, "claimed sender"),
        new("signer", RecordValueKind.Text, "who signed; nothing when the signature recovers to nothing"),
        new("frame", RecordValueKind.Integer, "number of the captured frame of its first copy"),
        new("time_ns", RecordValueKind.Integer, "when that was"),
        new("detail", RecordValueKind.Text, "more, for people"),
    ]) { Group = ["point"] };

    /// <summary>The balance.</summary>
    public static RecordTable Waypoints => WaypointRecords.Table;

    /// <summary>All tables in the order in which a store lists them.</summary>
    public static IReadOnlyList<RecordTable> All { get; } = [Points, Nodes, Blocks, Rounds, Frames, DistinctMessages, Doubts, Mismatches, Waypoints];

    /// <summary>Hands on the rows of the nodes; once for all points.</summary>
    public static void Write(NodeTable nodes, IRecordSink sink)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(sink);
        foreach (Node node in nodes.Nodes)
        {
            sink.Accept(new Record(Nodes, [
                RecordValue.Of(node.Name), RecordValue.Of(node.Ip?.ToString()), RecordValue.Of(node.Mac), RecordValue.Of(node.Address?.ToString()), RecordValue.Of(node.NodeId)]));
        }
    }

    /// <summary>Hands on the rows of a point, and those of its waypoints when <paramref name="balance"/> is given.</summary>
    public static void Write(ConsensusReport report, Balance? balance, IRecordSink sink)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(sink);
        WritePoint(report, sink);
        foreach (BlockReport block in report.Blocks)
        {
            WriteBlock(report, block, sink);
            WriteCounts(report, block, sink);
        }

        foreach (BlockDoubt doubt in report.Doubts) { WriteDoubt(report, doubt, sink); }
        WriteMismatches(report, sink);
        if (balance is not null) { WaypointRecords.Write(report.Point.Name, balance, sink); }
    }

    /// <summary>The kind of a finding in lower case with underscores, as tables write it.</summary>
    public static string NameOf(FindingKind kind) => WaypointRecords.NameOf(kind.ToString());

    /// <summary>Hands on the row of a point; the last two are blocks whose rows are there, and that the report does not have any more.</summary>
    internal static void WritePoint(ConsensusReport report, IRecordSink sink, long completeBefore = 0, long uncertainBefore = 0)
    {
        int complete = report.BlocksComplete;
        sink.Accept(new Record(Points, [
            RecordValue.Of(report.Point.Name), RecordValue.Of(report.Point.Source), RecordValue.Of(report.OwnNode), RecordValue.Of(report.OwnAddress?.ToString()), RecordValue.Of(report.Sessions), RecordValue.Of(report.Frames),
            RecordValue.Of(report.Messages), RecordValue.Of(report.FramesRefused), RecordValue.Of(report.SignersRight), RecordValue.Of(report.SignersWrong), RecordValue.Of(report.SignersUnchecked),
            RecordValue.Of(completeBefore + complete), RecordValue.Of(uncertainBefore + report.Blocks.Count - complete)]));
    }

    /// <summary>Hands on an interval of doubt of a point.</summary>
    internal static void WriteDoubt(ConsensusReport report, BlockDoubt doubt, IRecordSink sink) =>
        sink.Accept(new Record(Doubts, [
            RecordValue.Of(report.Point.Name), RecordValue.Of(doubt.Conversation.ToString()), RecordValue.Of(doubt.Direction == Direction.ClientToServer ? "client_to_server" : "server_to_client"), RecordValue.Of(doubt.From),
            doubt.To == long.MaxValue ? RecordValue.Null : RecordValue.Of(doubt.To), RecordValue.Of(doubt.Reason), RecordValue.Of(doubt.Bytes), RecordValue.Of(doubt.LowestBlock),
            RecordValue.Of(doubt.HighestBlock), RecordValue.Of(doubt.IsBeside ? 1L : 0L)]));

    /// <summary>Hands on what is wrong with messages of a point.</summary>
    internal static void WriteMismatches(ConsensusReport report, IRecordSink sink)
    {
        RecordValue point = RecordValue.Of(report.Point.Name);
        foreach (Finding finding in report.Findings)
        {
            sink.Accept(new Record(Mismatches, [
                point, RecordValue.Of(finding.Block), RecordValue.Of(finding.Round), RecordValue.Of(IbftMessage.KindOf(finding.Code)), RecordValue.Of(NameOf(finding.Kind)),
                RecordValue.Of(report.Nodes.NameOf(finding.Claimed)), RecordValue.Of(finding.Signer is { } signer ? report.Nodes.NameOf(signer) : null), RecordValue.Of(finding.FrameNumber),
                RecordValue.Of(finding.Time), RecordValue.Of(finding.Detail)]));
        }
    }

    /// <summary>Hands on the row of one block of a point.</summary>
    internal static void WriteBlock(ConsensusReport report, BlockReport block, IRecordSink sink)
    {
        RecordValue point = RecordValue.Of(report.Point.Name);
        RecordValue number = RecordValue.Of(block.Number);
        Uncertainty? why = block.Uncertainty;
        sink.Accept(new Record(Blocks, [
            point, number, RecordValue.Of(why is null ? "complete" : "uncertain"), RecordValue.Of(why?.Reason), RecordValue.Of(why is null or { From: long.MinValue } ? null : why.From),
            RecordValue.Of(why is null or { To: long.MaxValue } ? null : why.To), RecordValue.Of(block.IsDecided ? 1L : 0L), RecordValue.Of(block.Round),
            RecordValue.Of(block.Proposer is { } proposer ? report.Nodes.NameOf(proposer) : null), RecordValue.Of(block.Hash?.ToString()), RecordValue.Of((long?)block.Transactions), RecordValue.Of(block.Voters),
            RecordValue.Of(block.Quorum), RecordValue.Of(block.Commits), RecordValue.Of(block.First), RecordValue.Of(block.Last), RecordValue.Of(block.PreprepareTime), RecordValue.Of(block.QuorumTime),
            RecordValue.Of(block.PreprepareToQuorum?.TotalMilliseconds)]));
    }

    /// <summary>Hands on what was counted of one block of a point, in all tables that have some of it.</summary>
    internal static void WriteCounts(ConsensusReport report, BlockReport block, IRecordSink sink)
    {
        RecordValue point = RecordValue.Of(report.Point.Name);
        RecordValue number = RecordValue.Of(block.Number);
        foreach (RoundReport round in block.Rounds)
        {
            sink.Accept(new Record(Rounds, [
                point, number, RecordValue.Of(round.Round), RecordValue.Of(round.Proposer is { } sender ? report.Nodes.NameOf(sender) : null), RecordValue.Of(round.Preprepares), RecordValue.Of(round.Prepares),
                RecordValue.Of(round.Commits), RecordValue.Of(round.RoundChanges), RecordValue.Of(round.Frames), RecordValue.Of(round.Decided ? 1L : 0L)]));
        }

        foreach (FrameRow row in block.Frames)
        {
            sink.Accept(new Record(Frames, [
                point, RecordValue.Of(NameOf(row.Direction)), RecordValue.Of(row.Peer), number, RecordValue.Of(row.Round), RecordValue.Of(IbftMessage.KindOf(row.Code)), RecordValue.Of(row.Sender),
                RecordValue.Of(row.Frames)]));
        }

        foreach (DistinctRow row in block.Distinct)
        {
            sink.Accept(new Record(DistinctMessages, [
                point, RecordValue.Of(NameOf(row.Direction)), number, RecordValue.Of(row.Round), RecordValue.Of(IbftMessage.KindOf(row.Code)), RecordValue.Of(row.Sender), RecordValue.Of(row.Distinct)]));
        }
    }

    private static string NameOf(PointDirection direction) => direction switch
    {
        PointDirection.In => "in",
        PointDirection.Out => "out",
        _ => "transit",
    };
}
