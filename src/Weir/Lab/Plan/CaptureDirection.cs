namespace Weir.Lab.Plan;

/// <summary>Which frames of an interface a capture keeps, seen from its node.</summary>
public enum CaptureDirection
{
    /// <summary>Both.</summary>
    Both,
    /// <summary>Frames that the node receives.</summary>
    In,
    /// <summary>Frames that the node sends.</summary>
    Out,
}
