namespace Weir.Consensus;

/// <summary>What stands for all doubts beyond the limit: one interval, in any direction. Blocks that begin after it are none of its business.</summary>
/// <param name="From">Its begin: nanoseconds since 1970-01-01 UTC; <see cref="long.MaxValue"/> when there is none.</param>
/// <param name="To">Its end; <see cref="long.MaxValue"/> while it is open.</param>
/// <param name="Highest">The highest block that anybody had begun when the last of them came: a direction that was behind may have lost messages about any block up to it.</param>
internal readonly record struct JoinedDoubts(long From, long To, ulong Highest)
{
    /// <summary>No doubt was beyond the limit.</summary>
    public static JoinedDoubts None => new(long.MaxValue, long.MinValue, 0);

    /// <summary>Widened by one more.</summary>
    public JoinedDoubts Plus(in Doubt doubt, ulong highest) => new(Math.Min(From, doubt.From), Math.Max(To, doubt.To), Math.Max(Highest, highest));

    /// <summary>True when a message of the block can be missing; <paramref name="margin"/> as for <see cref="DoubtTrack.Touches"/>.</summary>
    public bool Touches(BlockReport block, long margin) =>
        From != long.MaxValue && block.Last >= From - margin && (To == long.MaxValue || block.Number <= Highest || block.First <= To + margin);
}
