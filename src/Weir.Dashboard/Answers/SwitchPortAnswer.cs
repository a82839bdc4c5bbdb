namespace Weir.Dashboard.Answers;

/// <summary>A port of a switch: its interface and that at the other end of the link, and what the switch has counted there.</summary>
internal sealed record SwitchPortAnswer(uint Number, string Interface, string? Peer, bool? Up, ulong? ReceivedPackets, ulong? ReceivedBytes, ulong? SentPackets, ulong? SentBytes, ulong? ReceivedDropped, ulong? SentDropped);
