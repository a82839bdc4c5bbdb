namespace Weir.Dashboard.Answers;

/// <summary>A packet in a line.</summary>
internal sealed record PacketRow(long Number, double Time, string Interface, int Length, string Source, string Destination, string Protocol, string Info);
