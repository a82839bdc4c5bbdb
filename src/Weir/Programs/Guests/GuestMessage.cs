namespace Weir.Programs.Guests;

/// <summary>One message of the line between a run and a guest.</summary>
/// <param name="Type">What it says.</param>
/// <param name="Id">The process or question that it belongs to, chosen by the run; 0 for the guest itself.</param>
/// <param name="Payload">Its content; whose buffer it is depends on where it comes from.</param>
internal readonly record struct GuestMessage(GuestMessageType Type, uint Id, ReadOnlyMemory<byte> Payload);
