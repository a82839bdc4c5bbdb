using System.CommandLine;

namespace Weir.Cli;

/// <summary>A verb's command with the examples that its help page shows.</summary>
internal sealed class VerbCommand : Command
{
    /// <summary>Makes the command; <paramref name="description"/> is one or more whole sentences.</summary>
    public VerbCommand(string name, string description) : base(name, description) { }

    /// <summary>The words on the command line after <c>weir</c>; the name when there is one alone.</summary>
    public string? Words { get; init; }

    /// <summary>Example command lines with a few words each: <c>("weir flows trace.pcap", "the conversations of a capture")</c>.</summary>
    public IReadOnlyList<(string Line, string Meaning)> Examples { get; init; } = [];
}
