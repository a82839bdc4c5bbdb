using System.Globalization;
using Weir.Cli.Output;
using Weir.Consensus;
using Weir.Wire.Ethereum;

namespace Weir.Cli.Reports;

/// <summary>The result of <c>weir consensus</c> for people: a table, what is doubtful, and a line that sums up.</summary>
internal static class ConsensusText
{
    /// <summary>Reasons and findings that are printed; <c>--db</c> has them all.</summary>
    private const int MaxLines = 20;

    public static void Write(CommandContext context, ConsensusResult result, string by)
    {
        TextTable table = by switch
        {
            "node" => Nodes(result),
            "round" => Rounds(context, result),
            _ => Blocks(context, result),
        };
        table.Write(context);
        WriteUncertain(context, result);
        WriteFindings(context, result);
        context.Out.WriteLine();
        context.Out.WriteLine(Summary(result));
    }

    private static TextTable Blocks(CommandContext context, ConsensusResult result)
    {
        var table = new TextTable("point", ">block", "state", ">round", "proposer", ">commits", ">quorum", ">quorum ms", ">preprepare", ">prepare", ">commit", ">roundchange", ">frames in", ">frames out");
        Func<string, string> doubtful = context.Paint.Yellow;
        Span<long> distinct = stackalloc long[4];
        foreach (ConsensusPoint point in result.Points)
        {
            ConsensusReport report = point.Report;
            foreach (BlockReport block in report.Blocks)
            {
                distinct.Clear();
                foreach (DistinctRow row in block.Distinct)
                {
                    if (row.Direction != PointDirection.Out) { distinct[(int)row.Code] += row.Distinct; }
                }

                (long into, long outOf) = (0, 0);
                foreach (FrameRow row in block.Frames)
                {
                    if (row.Direction == PointDirection.Out) { outOf += row.Frames; } else { into += row.Frames; }
                }

                table.AddStyled(block.State == BlockState.Complete ? null : doubtful,
                    report.Point.Name, Number(block.Number), block.State == BlockState.Complete ? "complete" : "uncertain", Number(block.Round), Name(report, block.Proposer),
                    TextTable.Number(block.Commits), block.Quorum > 0 ? TextTable.Number(block.Quorum) : "", Milliseconds(block.PreprepareToQuorum),
                    TextTable.Number(distinct[0]), TextTable.Number(distinct[1]), TextTable.Number(distinct[2]), TextTable.Number(distinct[3]), TextTable.Number(into), TextTable.Number(outOf));
            }
        }

        return table;
    }

    private static TextTable Nodes(ConsensusResult result)
    {
        var table = new TextTable("point", "node", ">proposed", ">preprepare", ">prepare", ">commit", ">roundchange", ">commits missing", ">frames", "address");
        foreach (ConsensusPoint point in result.Points)
        {
            foreach (NodeSummary node in NodeSummary.Of(point.Report))
            {
                table.Add(point.Report.Point.Name, node.Name, TextTable.Number(node.Proposed), TextTable.Number(node.Preprepares), TextTable.Number(node.Prepares), TextTable.Number(node.Commits),
                    TextTable.Number(node.RoundChanges), TextTable.Number(node.CommitsMissing), TextTable.Number(node.Frames), node.Address.ToString());
            }
        }

        return table;
    }

    private static TextTable Rounds(CommandContext context, ConsensusResult result)
    {
        var table = new TextTable("point", ">block", ">round", "decided", "proposer", ">preprepare", ">prepare", ">commit", ">roundchange", ">frames", "state");
        Func<string, string> doubtful = context.Paint.Yellow;
        foreach (ConsensusPoint point in result.Points)
        {
            ConsensusReport report = point.Report;
            foreach (BlockReport block in report.Blocks)
            {
                bool complete = block.State == BlockState.Complete;
                foreach (RoundReport round in block.Rounds)
                {
                    table.AddStyled(complete ? null : doubtful, report.Point.Name, Number(block.Number), Number(round.Round), round.Decided ? "yes" : "no", Name(report, round.Proposer),
                        TextTable.Number(round.Preprepares), TextTable.Number(round.Prepares), TextTable.Number(round.Commits), TextTable.Number(round.RoundChanges), TextTable.Number(round.Frames),
                        complete ? "complete" : "uncertain");
                }
            }
        }

        return table;
    }

    private static void WriteUncertain(CommandContext context, ConsensusResult result)
    {
        int left = MaxLines;
        long more = 0;
        foreach (ConsensusPoint point in result.Points)
        {
            foreach (BlockReport block in point.Report.Blocks)
            {
                if (block.Uncertainty is not { } why) { continue; }
                if (left-- <= 0) { more++; continue; }
                if (left == MaxLines - 1) { context.Out.WriteLine(); }
                string others = why.Others > 0 ? string.Create(CultureInfo.InvariantCulture, $" (and {why.Others} more)") : "";
                context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{point.Report.Point.Name}: block {block.Number} is uncertain: {why.Reason}{others}, {Interval(why)}"));
            }
        }

        if (more > 0) { context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"… and {more} more uncertain blocks")); }
    }

    private static void WriteFindings(CommandContext context, ConsensusResult result)
    {
        int left = MaxLines;
        long all = 0;
        foreach (ConsensusPoint point in result.Points)
        {
            all += point.Report.FindingCount;
            foreach (Finding finding in point.Report.Findings)
            {
                if (left-- <= 0) { break; }
                if (left == MaxLines - 1) { context.Out.WriteLine(); }
                string signer = finding.Signer is { } address ? $", signed by {Name(point.Report, address)}" : "";
                string detail = finding.Detail.Length > 0 ? $" ({finding.Detail})" : "";
                context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"warning: {point.Report.Point.Name}: block {finding.Block} round {finding.Round}: {IbftMessage.KindOf(finding.Code)} of {Name(point.Report, finding.Claimed)}{signer}: {ConsensusTables.NameOf(finding.Kind).Replace('_', ' ')}{detail}, frame {finding.FrameNumber}"));
            }
        }

        if (all > MaxLines) { context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"warning: {all} such messages in all")); }
    }

    /// <summary>The line that sums up.</summary>
    internal static string Summary(ConsensusResult result)
    {
        (long sessions, long right, long wrong, long unchecked_, long blocks, long complete, long frames) = (0, 0, 0, 0, 0, 0, 0);
        foreach (ConsensusPoint point in result.Points)
        {
            sessions += point.Report.Sessions;
            frames += point.Report.Frames;
            right += point.Report.SignersRight;
            wrong += point.Report.SignersWrong;
            unchecked_ += point.Report.SignersUnchecked;
            blocks += point.Report.Blocks.Count;
            complete += point.Report.BlocksComplete;
        }

        Balance balance = result.Read.Balance;
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{result.Points.Count} {(result.Points.Count == 1 ? "point" : "points")}: {sessions} sessions with consensus of {balance[Waypoint.StreamsJoined]} streams joined, {frames} consensus frames of {balance[Waypoint.FramesDecrypted]} decrypted; ");
        text += string.Create(CultureInfo.InvariantCulture,
            $"MACs {balance[Waypoint.MacRight]} right, {balance[Waypoint.MacWrong]} wrong, {balance[Waypoint.MacUnchecked]} unchecked; signers {right} right, {wrong} wrong, {unchecked_} unchecked; ");
        text += string.Create(CultureInfo.InvariantCulture, $"blocks {complete} complete, {blocks - complete} uncertain");
        if (result.RowsWritten is { } rows) { text += string.Create(CultureInfo.InvariantCulture, $"; rows {rows} stored, {result.RowsSkipped} skipped"); }
        if (result.Read.Balance[Waypoint.StreamsWithoutSecret] is > 0 and var without) { text += string.Create(CultureInfo.InvariantCulture, $"; {without} streams without a secret"); }
        return text;
    }

    private static string Interval(Uncertainty why) =>
        (why.From == long.MinValue ? "from before the capture" : "from " + Format.Time(why.From)) + (why.To == long.MaxValue ? " on" : " to " + Format.Time(why.To));

    private static string Name(ConsensusReport report, EthereumAddress? address) => address is { } known ? report.Nodes.NameOf(known) : "";

    private static string Number(ulong? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Milliseconds(TimeSpan? time) => time?.TotalMilliseconds.ToString("F3", CultureInfo.InvariantCulture) ?? "";
}
