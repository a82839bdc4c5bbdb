namespace Weir;

/// <summary>A mistake of the user or a lack of the machine, in one sentence that says what would be right. Commands print it and exit with <see cref="ExitCode"/>.</summary>
public sealed class WeirException : Exception
{
    /// <summary>Makes the exception with exit code 2 (bad file or usage).</summary>
    public WeirException(string message) : this(message, 2) { }

    /// <summary>Makes the exception.</summary>
    public WeirException(string message, int exitCode) : base(message) => ExitCode = exitCode;

    /// <summary>Makes the exception with what caused it.</summary>
    public WeirException(string message, int exitCode, Exception cause) : base(message, cause) => ExitCode = exitCode;

    /// <summary>The exit code of the command, as documented.</summary>
    public int ExitCode { get; }
}
