namespace Weir.Dashboard.Answers;

/// <summary>Packets of a capture; <paramref name="Next"/> is where to go on, null at the end.</summary>
internal sealed record PacketsAnswer(IReadOnlyList<PacketRow> Packets, long? Next, long? Total);
