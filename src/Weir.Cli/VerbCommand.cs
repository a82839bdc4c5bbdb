using System.CommandLine;

namespace Weir.Cli;

/// <summary>A verb's command with the examples that its help page shows.</summary>
internal sealed class VerbCommand : Command
{
    /// <summary>Makes the command; <paramref name="description"/> is one or more whole sentences.</summary>
    public VerbCommand(string name, string description) : base(name, description) { }

    /// <summary>The words on the command line after <c>weir</c>; the name when there is one alone.</summary>
    public string? Words { get; init; }

    /// <summary>Options that may stand alone, and the value that they have then: the next word is not theirs. With a value they are written <c>--option=VALUE</c>.</summary>
    public IReadOnlyDictionary<string, string> Alone { get; init; } = new Dictionary<string, string>();

    /// <summary>Example command lines with a few words each: <c>("weir flows trace.pcap", "the conversations of a capture")</c>.</summary>
    public IReadOnlyList<(string Line, string Meaning)> Examples { get; init; } = [];
}
