namespace Weir.Dashboard.Answers;

/// <summary>A bucket of a group, in the words of ovs-ofctl.</summary>
internal sealed record GroupBucketAnswer(int Weight, string? WatchPort, string Actions, ulong? Packets, ulong? Bytes);
