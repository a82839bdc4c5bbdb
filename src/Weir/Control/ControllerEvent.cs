using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>Something that the controller's loop handles.</summary>
/// <param name="Session">Whose; null for the clock's tick.</param>
/// <param name="Message">The message; null when the session began or ended.</param>
/// <param name="IsEnd">True when the session ended.</param>
internal readonly record struct ControllerEvent(SwitchSession? Session, OpenFlowMessage? Message, bool IsEnd = false);
