namespace Weir.Lab.Plan;

/// <summary>Whether a program that ended is started again.</summary>
public enum RestartRule
{
    /// <summary>Never.</summary>
    Never,
    /// <summary>When it ended with an exit code other than 0, or by a signal.</summary>
    OnFailure,
    /// <summary>However it ended.</summary>
    Always,
}
