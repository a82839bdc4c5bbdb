namespace Weir.Dashboard.Answers;

/// <summary>A group of a switch: <c>all</c>, <c>select</c>, <c>indirect</c> or <c>ff</c>, and what it has counted.</summary>
internal sealed record GroupAnswer(uint Number, string Kind, IReadOnlyList<GroupBucketAnswer> Buckets, ulong? Packets, ulong? Bytes);
