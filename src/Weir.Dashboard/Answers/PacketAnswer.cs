namespace Weir.Dashboard.Answers;

/// <summary>A packet with its layers from the outside in; <paramref name="Hex"/> are its bytes.</summary>
internal sealed record PacketAnswer(long Number, double Time, string Interface, int Length, IReadOnlyList<LayerAnswer> Layers, string Hex, string? Problem);
