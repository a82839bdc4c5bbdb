namespace Weir.Dashboard.Answers;

/// <summary>Packets of a file of a capture; <paramref name="Next"/> is where to go on, null at the end. Each file of a row counts its packets from 1: <paramref name="File"/> tells which one these are of.</summary>
internal sealed record PacketsAnswer(IReadOnlyList<PacketRow> Packets, long? Next, long? Total, string File);
