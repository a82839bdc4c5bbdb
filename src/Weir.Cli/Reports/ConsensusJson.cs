using System.Text.Json;
using Weir.Cli.Output;
using Weir.Consensus;
using Weir.Wire.Ethereum;

namespace Weir.Cli.Reports;

/// <summary>The result of <c>weir consensus</c> for programs: an array with one object a point. Not known is null; times are nanoseconds since 1970-01-01 UTC.</summary>
internal static class ConsensusJson
{
    public static void Write(CommandContext context, ConsensusResult result, string by)
    {
        JsonOutput.Write(context, json =>
        {
            json.WriteStartArray();
            foreach (ConsensusPoint point in result.Points) { Write(json, point, by); }
            json.WriteEndArray();
        });
    }

    private static void Write(Utf8JsonWriter json, ConsensusPoint point, string by)
    {
        ConsensusReport report = point.Report;
        Balance balance = point.Balance;
        json.WriteStartObject();
        json.WriteString("point", report.Point.Name);
        json.WriteString("source", report.Point.Source);
        json.WriteString("node", report.OwnNode);
        json.WriteString("ip", report.OwnAddress?.ToString());
        json.WriteNumber("sessions", report.Sessions);
        json.WriteNumber("streamsJoined", balance[Waypoint.StreamsJoined]);
        json.WriteNumber("streamsWithoutSecret", balance[Waypoint.StreamsWithoutSecret]);
        json.WriteNumber("framesDecrypted", balance[Waypoint.FramesDecrypted]);
        json.WriteNumber("framesLost", balance[Waypoint.FramesLost]);
        json.WriteNumber("macsRight", balance[Waypoint.MacRight]);
        json.WriteNumber("macsWrong", balance[Waypoint.MacWrong]);
        json.WriteNumber("macsUnchecked", balance[Waypoint.MacUnchecked]);
        json.WriteNumber("frames", report.Frames);
        json.WriteNumber("messages", report.Messages);
        json.WriteNumber("framesRefused", report.FramesRefused);
        json.WriteNumber("signersRight", report.SignersRight);
        json.WriteNumber("signersWrong", report.SignersWrong);
        json.WriteNumber("signersUnchecked", report.SignersUnchecked);
        json.WriteNumber("blocksComplete", report.BlocksComplete);
        json.WriteNumber("blocksUncertain", report.Blocks.Count - report.BlocksComplete);
        switch (by)
        {
            case "node": WriteNodes(json, report); break;
            case "round": WriteRounds(json, report); break;
            default: WriteBlocks(json, report); break;
        }

        WriteFindings(json, report);
        json.WriteEndObject();
    }

    private static void WriteBlocks(Utf8JsonWriter json, ConsensusReport report)
    {
        json.WriteStartArray("blocks");
        foreach (BlockReport block in report.Blocks)
        {
            json.WriteStartObject();
            json.WriteNumber("block", block.Number);
            json.WriteString("state", block.State == BlockState.Complete ? "complete" : "uncertain");
            if (block.Uncertainty is { } why)
            {
                json.WriteString("reason", why.Reason);
                Number(json, "uncertainFrom", why.From == long.MinValue ? null : why.From);
                Number(json, "uncertainTo", why.To == long.MaxValue ? null : why.To);
            }

            json.WriteBoolean("decided", block.IsDecided);
            Number(json, "round", block.Round);
            json.WriteString("proposer", Name(report, block.Proposer));
            json.WriteString("hash", block.Hash?.ToString());
            Number(json, "transactions", block.Transactions);
            json.WriteNumber("voters", block.Voters);
            json.WriteNumber("quorum", block.Quorum);
            json.WriteNumber("commits", block.Commits);
            if (block.PreprepareToQuorum is { } time) { json.WriteNumber("preprepareToQuorumMs", time.TotalMilliseconds); } else { json.WriteNull("preprepareToQuorumMs"); }
            json.WriteNumber("first", block.First);
            json.WriteNumber("last", block.Last);
            json.WriteStartArray("messages");
            foreach (DistinctRow row in block.Distinct)
            {
                json.WriteStartObject();
                json.WriteString("direction", ConsensusCsv.Name(row.Direction));
                json.WriteNumber("round", row.Round);
                json.WriteString("type", IbftMessage.KindOf(row.Code));
                json.WriteString("sender", row.Sender);
                json.WriteNumber("distinct", row.Distinct);
                json.WriteNumber("frames", FramesOf(block, row));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRounds(Utf8JsonWriter json, ConsensusReport report)
    {
        json.WriteStartArray("rounds");
        foreach (BlockReport block in report.Blocks)
        {
            foreach (RoundReport round in block.Rounds)
            {
                json.WriteStartObject();
                json.WriteNumber("block", block.Number);
                json.WriteNumber("round", round.Round);
                json.WriteBoolean("decided", round.Decided);
                json.WriteString("state", block.State == BlockState.Complete ? "complete" : "uncertain");
                json.WriteString("proposer", Name(report, round.Proposer));
                json.WriteNumber("preprepares", round.Preprepares);
                json.WriteNumber("prepares", round.Prepares);
                json.WriteNumber("commits", round.Commits);
                json.WriteNumber("roundchanges", round.RoundChanges);
                json.WriteNumber("frames", round.Frames);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteNodes(Utf8JsonWriter json, ConsensusReport report)
    {
        json.WriteStartArray("nodes");
        foreach (NodeSummary node in NodeSummary.Of(report))
        {
            json.WriteStartObject();
            json.WriteString("node", node.Name);
            json.WriteString("address", node.Address.ToString());
            json.WriteNumber("proposed", node.Proposed);
            json.WriteNumber("preprepares", node.Preprepares);
            json.WriteNumber("prepares", node.Prepares);
            json.WriteNumber("commits", node.Commits);
            json.WriteNumber("roundchanges", node.RoundChanges);
            json.WriteNumber("commitsMissing", node.CommitsMissing);
            json.WriteNumber("frames", node.Frames);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFindings(Utf8JsonWriter json, ConsensusReport report)
    {
        json.WriteNumber("mismatchCount", report.FindingCount);
        json.WriteStartArray("mismatches");
        foreach (Finding finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("kind", ConsensusTables.NameOf(finding.Kind));
            json.WriteNumber("block", finding.Block);
            json.WriteNumber("round", finding.Round);
            json.WriteString("type", IbftMessage.KindOf(finding.Code));
            json.WriteString("claimed", Name(report, finding.Claimed));
            json.WriteString("signer", Name(report, finding.Signer));
            json.WriteNumber("frame", finding.FrameNumber);
            json.WriteNumber("time", finding.Time);
            if (finding.Detail.Length > 0) { json.WriteString("detail", finding.Detail); }
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static long FramesOf(BlockReport block, DistinctRow row)
    {
        long frames = 0;
        foreach (FrameRow frame in block.Frames)
        {
            if (frame.Direction == row.Direction && frame.Round == row.Round && frame.Code == row.Code && frame.Sender == row.Sender) { frames += frame.Frames; }
        }

        return frames;
    }

    private static string? Name(ConsensusReport report, EthereumAddress? address) => address is { } known ? report.Nodes.NameOf(known) : null;

    private static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known) { json.WriteNumber(name, known); } else { json.WriteNull(name); }
    }

    private static void Number(Utf8JsonWriter json, string name, ulong? value)
    {
        if (value is { } known) { json.WriteNumber(name, known); } else { json.WriteNull(name); }
    }
}
