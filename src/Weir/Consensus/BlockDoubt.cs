namespace Weir.Consensus;

/// <summary>An interval of doubt with the blocks that messages lost in it can have been about.</summary>
/// <param name="Conversation">The connection.</param>
/// <param name="Direction">Which way.</param>
/// <param name="From">Begin: nanoseconds since 1970-01-01 UTC.</param>
/// <param name="To">End; <see cref="long.MaxValue"/> when nothing was understood after.</param>
/// <param name="Reason">Why.</param>
/// <param name="Bytes">Stream bytes concerned, 0 when unknown.</param>
/// <param name="LowestBlock">The lowest block; null when no consensus message came before in that direction.</param>
/// <param name="HighestBlock">The highest block; null when none came after.</param>
/// <param name="IsBeside">True when the connection carries no consensus messages while another one of the same pair does: then no block is touched.</param>
public sealed record BlockDoubt(Conversation Conversation, Direction Direction, long From, long To, string Reason, long Bytes, ulong? LowestBlock, ulong? HighestBlock, bool IsBeside);
