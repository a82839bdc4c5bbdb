namespace Weir.Declaration;

/// <summary>How a program is started.</summary>
/// <param name="Arguments">The program and its arguments; the word <see cref="Self"/> as the first stands for the running Weir.</param>
public sealed record ProgramCommand(IReadOnlyList<string> Arguments)
{
    /// <summary>Stands for the running Weir as the program.</summary>
    public const string Self = "@weir";

    /// <summary>Variables that it is started with, where nobody says others.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>A line that the shell reads: <c>/bin/sh -c LINE</c>.</summary>
    public static ProgramCommand Shell(string line) => new(["/bin/sh", "-c", line]);

    /// <summary>A verb of Weir itself.</summary>
    public static ProgramCommand Verb(params IReadOnlyList<string> arguments) => new([Self, .. arguments]);
}
