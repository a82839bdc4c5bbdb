namespace Weir.Dashboard.Answers;

/// <summary>Packets of a capture; <paramref name="Next"/> is where to go on, null at the end.</summary>
internal sealed record PacketsAnswer(IReadOnlyList<PacketRow> Packets, long? Next, long? Total);

/// <summary>A packet in a line.</summary>
internal sealed record PacketRow(long Number, double Time, string Interface, int Length, string Source, string Destination, string Protocol, string Info);

/// <summary>A packet with its layers from the outside in; <paramref name="Hex"/> are its bytes.</summary>
internal sealed record PacketAnswer(long Number, double Time, string Interface, int Length, IReadOnlyList<LayerAnswer> Layers, string Hex, string? Problem);

/// <summary>A layer and the bytes of its header, from the one offset to before the other.</summary>
internal sealed record LayerAnswer(string Name, string Summary, int? From, int? To, IReadOnlyList<FieldAnswer> Fields);

/// <summary>A field.</summary>
internal sealed record FieldAnswer(string Name, string Text, int? From, int? To);
