namespace Weir;

/// <summary>An interval of one direction of a conversation in which messages may be missing from what was handed on.</summary>
/// <param name="Conversation">The conversation.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Protocol">The protocol whose messages may be missing.</param>
/// <param name="From">Time of the last byte that was understood before, nanoseconds since 1970-01-01 UTC (the conversation's begin when there is none).</param>
/// <param name="To">Time of the first byte that was understood after; <see cref="long.MaxValue"/> when nothing was understood after.</param>
/// <param name="Reason">Why, in a few words (<c>gap of 1448 bytes</c>, <c>no secret</c>, <c>joined in the middle</c>).</param>
/// <param name="Bytes">Stream bytes concerned, 0 when unknown.</param>
public readonly record struct Doubt(Conversation Conversation, Direction Direction, string Protocol, long From, long To, string Reason, long Bytes);
