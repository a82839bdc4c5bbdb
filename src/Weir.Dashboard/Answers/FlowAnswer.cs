namespace Weir.Dashboard.Answers;

/// <summary>A flow of a switch, in the words of ovs-ofctl: how long it has been there, and after how many seconds it goes without packets and in all (0: never).</summary>
internal sealed record FlowAnswer(int Table, int Priority, string Match, string Actions, string Cookie, ulong Packets, ulong Bytes, double Seconds, int IdleTimeout, int HardTimeout);
