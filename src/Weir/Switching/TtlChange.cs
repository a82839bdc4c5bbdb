namespace Weir.Switching;

/// <summary>What becomes of a packet's time to live: set first, then made less.</summary>
/// <param name="Value">The new one; null keeps it.</param>
/// <param name="Less">By how much it becomes less.</param>
internal readonly record struct TtlChange(byte? Value, byte Less)
{
    /// <summary>True when it stays.</summary>
    public bool IsNone => Value is null && Less == 0;
}
