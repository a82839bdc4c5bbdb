namespace Weir.Running;

/// <summary>How a run ended.</summary>
public enum RunResult
{
    /// <summary>Every check held and every program ended as it should.</summary>
    Pass,
    /// <summary>A check failed.</summary>
    Fail,
    /// <summary>It could not be built or run as the file says.</summary>
    Error,
    /// <summary>The user ended it before its checks were decided.</summary>
    Interrupted,
}
