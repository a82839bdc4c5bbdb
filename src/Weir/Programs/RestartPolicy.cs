namespace Weir.Programs;

/// <summary>Whether a program that ended is started again.</summary>
public enum RestartPolicy
{
    /// <summary>It is not.</summary>
    Never,
    /// <summary>When it ended with another code than the expected one.</summary>
    OnFailure,
    /// <summary>Always, until the run ends.</summary>
    Always,
}
