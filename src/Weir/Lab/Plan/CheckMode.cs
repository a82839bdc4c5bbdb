namespace Weir.Lab.Plan;

/// <summary>When a check must hold.</summary>
public enum CheckMode
{
    /// <summary>Once, when all programs are ready: the default of checks that act.</summary>
    Ready,
    /// <summary>Once, at the end of the run: the default of checks that look.</summary>
    End,
    /// <summary>Once, at a time of the run's clock.</summary>
    At,
    /// <summary>At some moment before the limit has passed on the run's clock.</summary>
    Within,
    /// <summary>Every time that it is looked at.</summary>
    Always,
    /// <summary>Not once when it is looked at.</summary>
    Never,
}
