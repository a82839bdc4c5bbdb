using System.CommandLine;
using Weir.Capture;

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

    /// <summary>A file that still grows.</summary>
    public static Option<bool> Follow() => new("--follow") { Description = "Wait for more at the end of a file that still grows, until interrupted" };

    /// <summary>How a command reads captures: on its clock, until it is interrupted, and, where it prints as it reads, without keeping back what it has printed while it waits.</summary>
    public static CaptureReaderOptions Reading(CommandContext context, bool follow, Action? waiting = null) =>
        new() { Follow = follow, Clock = context.Time, Cancellation = context.Cancellation, Waiting = waiting };

    /// <summary>The balance on standard error.</summary>
    public static Option<bool> Stats() => new("--stats") { Description = "Print on standard error where every packet ended, and whether the sum holds" };
}
