using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>Which blocks may be incomplete, by what is known now.</summary>
public sealed partial class ConsensusMonitor
{
    private void Judge(BlockReport[] blocks)
    {
        foreach (BlockReport block in blocks)
        {
            block.Uncertainty = null;
            if (block.Fault is { } fault) { Add(block, block.First, block.Last, fault); }
            if (_faults.TryGetValue(block.Number, out string? late)) { Add(block, block.First, block.Last, late); }
            if (_sessionsRefused) { Add(block, long.MinValue, long.MaxValue, "limit of connections reached"); }
            if (_joined.Touches(block, _margin)) { Add(block, _joined.From, _joined.To, "limit of doubts reached"); }
            if (!block.KnowsSettled) { block.SetSettled(_settled.On(block)); }
            block.Uncertainty = Uncertainty.Plus(block.Uncertainty, block.Settled);
        }

        foreach (DoubtTrack doubt in _unsettled) { JudgeDoubt(blocks, doubt); }
        foreach (DoubtTrack doubt in _openDoubts) { JudgeDoubt(blocks, doubt); }
        JudgeBegin(blocks);
        JudgeEnd(blocks);
    }

    private void JudgeDoubt(BlockReport[] blocks, DoubtTrack doubt)
    {
        if (doubt.IsBeside) { return; }
        string? reason = null;
        foreach (BlockReport block in Touched(blocks, doubt, IsLaggard(blocks, doubt))) { Add(block, doubt.From, doubt.To, reason ??= Describe(doubt.Session, doubt.Direction, doubt.Reason)); }
    }

    private IEnumerable<BlockReport> Touched(BlockReport[] blocks, DoubtTrack doubt, bool laggard)
    {
        for (int i = doubt.Low is { } low ? IndexOf(blocks, low) : 0; i < blocks.Length; i++)
        {
            BlockReport block = blocks[i];
            if (doubt.High is { } highest && block.Number > highest) { yield break; }
            if (doubt.Touches(block.Number, block.First, block.Last, _margin, laggard)) { yield return block; }
        }
    }

    private static bool IsLaggard(BlockReport[] blocks, DoubtTrack doubt) => doubt.Low is null && doubt.High is { } high && IsBehind(blocks, high, doubt.From);

    // A connection that was there before the capture may have carried anything before its first captured packet. Where packets were lost elsewhere, some may have been lost here too
    // between the begin of the capture and that packet; where none were, nothing passed in between.
    private void JudgeBegin(BlockReport[] blocks)
    {
        bool lossy = _lossy || _openDoubts.Exists(doubt => doubt.IsLoss);
        foreach (SessionTrack session in _sessions.Values)
        {
            if (!session.Conversation.ClientIsGuessed || session.ConsensusMessages == 0) { continue; }
            long begin = session.Conversation.Begin;
            long until = lossy ? begin : Math.Min(begin, _firstTime);
            for (int d = 0; d < 2; d++)
            {
                ulong? high = session[(Direction)d].BeginHigh;
                foreach (BlockReport block in blocks)
                {
                    if (high is { } known && block.Number > known) { break; }
                    if (block.Last < begin - _silent - _margin) { continue; }
                    bool after = block.First > until + _margin && (high is null || BeginWasSeen(block));
                    if (!after) { Add(block, long.MinValue, until, Describe(session, (Direction)d, "the capture began in the middle")); }
                }
            }
        }
    }

    private bool BeginWasSeen(BlockReport block) => block.Begin is { } begin && begin - block.First <= _margin;

    // A block is over in a direction when that direction went on to a later one, or its sender announced it as done. The last block of all is also over when it is decided, the sender's own commit
    // passed (after that a node only relays what others send until it has the block), and nothing more came for a while. Directions of connections that are dead or were replaced have nothing more to say.
    private void JudgeEnd(BlockReport[] blocks)
    {
        foreach (SessionTrack session in _sessions.Values)
        {
            if (session.ConsensusMessages == 0 || session.LastAlive < _lastTime - _silent || IsReplaced(session)) { continue; }
            for (int d = 0; d < 2; d++)
            {
                if (session.HasEnded((Direction)d)) { continue; }
                DirectionTrack track = session[(Direction)d];
                ulong head = _peers.Head(session.Sender((Direction)d));
                for (int i = blocks.Length - 1; i >= 0 && blocks[i].Number >= track.Highest; i--)
                {
                    BlockReport block = blocks[i];
                    if (track.Messages == 0 && block.Last < session.First - _margin) { continue; }
                    bool quiet = _lastTime - block.Last >= _quiet;
                    if (quiet && head >= block.Number) { continue; }
                    if (quiet && i == blocks.Length - 1 && track.Highest == block.Number && HasCommitted(session, (Direction)d, block)) { continue; }
                    Add(block, block.Last, long.MaxValue, Describe(session, (Direction)d, "the capture ended before the next block"));
                }
            }
        }
    }

    private bool HasCommitted(SessionTrack session, Direction direction, BlockReport block)
    {
        if (!block.IsDecided || _peers.AddressOf(session.Sender(direction)) is not { } sender || !_open.TryGetValue(block.Number, out BlockTally? tally)) { return false; }
        int link = session.Link(direction);
        foreach (ref readonly BlockTally.MessageEntry entry in tally.Messages)
        {
            if (entry.Message.Code != IbftCode.Commit || entry.Message.Address != sender || entry.Message.Digest != block.Hash) { continue; }
            for (int i = entry.FirstCount; i >= 0; i = tally.Count(i).Next)
            {
                if (tally.Count(i).Link == link) { return true; }
            }
        }

        return false;
    }

    private bool IsReplaced(SessionTrack session)
    {
        foreach (SessionTrack other in _sessions.Values)
        {
            if (other != session && other.ConsensusMessages > 0 && other.First > session.Last && other.IsSamePair(session)) { return true; }
        }

        return false;
    }

    private static bool IsBehind(BlockReport[] blocks, ulong number, long time)
    {
        for (int i = blocks.Length - 1; i >= 0 && blocks[i].Number > number; i--)
        {
            if (blocks[i].First < time) { return true; }
        }

        return false;
    }

    // The first block that is not below the number.
    private static int IndexOf(BlockReport[] blocks, ulong number)
    {
        int low = 0, high = blocks.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (blocks[middle].Number < number) { low = middle + 1; } else { high = middle; }
        }

        return low;
    }

    private static void Add(BlockReport block, long from, long to, string reason) =>
        block.Uncertainty = Uncertainty.Plus(block.Uncertainty, from, to, reason);

    private string Describe(SessionTrack session, Direction direction, string reason)
    {
        bool forward = direction == Direction.ClientToServer;
        return $"{_peers.EndName(forward ? session.Client : session.Server)} > {_peers.EndName(forward ? session.Server : session.Client)}: {reason}";
    }
}
