namespace Weir;

/// <summary>A mistake of the user or a lack of the machine, in one sentence that says what would be right. Commands print it and exit with <see cref="ExitCode"/>.</summary>
public sealed class WeirException : Exception
{
    private readonly string? _capability;

    /// <summary>Makes the exception with exit code 2 (bad file or usage).</summary>
    public WeirException(string message) : this(message, 2) { }

    /// <summary>Makes the exception.</summary>
    public WeirException(string message, int exitCode) : base(message) => ExitCode = exitCode;

    /// <summary>Makes the exception with what caused it.</summary>
    public WeirException(string message, int exitCode, Exception cause) : base(message, cause) => ExitCode = exitCode;

    private WeirException(string message, string capability, Exception? cause) : base(message, cause)
    {
        ExitCode = 3;
        _capability = capability;
    }

    /// <summary>The exit code of the command, as documented.</summary>
    public int ExitCode { get; }

    /// <summary>What went wrong, and where the machine lacks something, which line of <c>weir doctor</c> says what helps.</summary>
    public override string Message => _capability is null ? base.Message : $"{base.Message} ('weir doctor {_capability}' says what helps)";

    /// <summary>What went wrong alone.</summary>
    public string Fact => base.Message;

    /// <summary>Makes the exception for what the machine lacks (exit code 3); <paramref name="capability"/> is the line of <c>weir doctor</c> that says what helps, a constant of <see cref="MachineCapability"/>.</summary>
    public static WeirException Lacking(string message, string capability, Exception? cause = null) => new(message, capability, cause);
}
