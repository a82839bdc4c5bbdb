using System.CommandLine;

namespace Weir.Cli.Captures;

/// <summary>Arguments and options that several verbs over captures share, so that they are called and described alike.</summary>
internal static class CaptureOptions
{
    /// <summary>One or more captures.</summary>
    public static Argument<string[]> Files() => new("FILE")
    {
        Description = "pcap or pcapng captures, also compressed with gzip or zstd; '-' is standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>One capture.</summary>
    public static Argument<string> File() => new("FILE") { Description = "A pcap or pcapng capture, also compressed with gzip or zstd; '-' is standard input" };

    /// <summary>JSON instead of a table.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON instead of a table" };

    /// <summary>The balance on standard error.</summary>
    public static Option<bool> Stats() => new("--stats") { Description = "Print on standard error where every packet ended, and whether the sum holds" };
}
