namespace Weir.Consensus;

/// <summary>Why the counts of a block may be too low.</summary>
/// <param name="From">Begin of the interval in which messages may be missing: nanoseconds since 1970-01-01 UTC, <see cref="long.MinValue"/> when it is open.</param>
/// <param name="To">Its end; <see cref="long.MaxValue"/> when it is open.</param>
/// <param name="Reason">In a few words, with the stream concerned.</param>
/// <param name="Others">How many further reasons there are.</param>
public sealed record Uncertainty(long From, long To, string Reason, int Others)
{
    /// <summary>The same with one more reason, which is the one that is told when there was none.</summary>
    internal static Uncertainty Plus(Uncertainty? before, long from, long to, string reason) => before is null ? new Uncertainty(from, to, reason, 0) : before with { Others = before.Others + 1 };

    /// <summary>Both; the first reason of the earlier one is the one that is told.</summary>
    internal static Uncertainty? Plus(Uncertainty? before, Uncertainty? more) => before is null ? more : more is null ? before : before with { Others = before.Others + 1 + more.Others };
}
