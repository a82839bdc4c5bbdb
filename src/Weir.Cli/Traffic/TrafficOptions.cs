using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Weir.Traffic;

namespace Weir.Cli.Traffic;

/// <summary>Options that several verbs of traffic share, so that they are called alike on the command line and in a lab file.</summary>
internal static class TrafficOptions
{
    /// <summary>Whom to send to.</summary>
    public static Argument<string> To() => new("TO") { Description = "An address or a name" };

    /// <summary>The port.</summary>
    public static Option<int> Port() => new("--port", "-p") { Description = "The port", HelpName = "PORT", Required = true };

    /// <summary>An address to listen on.</summary>
    public static Option<string?> Address() => new("--address") { Description = "Only on this address of this machine; on all, IPv4 and IPv6, when not said", HelpName = "ADDRESS" };

    /// <summary>Bits a second.</summary>
    public static Option<string?> Rate() => new("--rate") { Description = "Application data a second, such as 20 Mbit/s; as fast as it goes when not said", HelpName = "RATE" };

    /// <summary>How long.</summary>
    public static Option<string?> Time(string what) => new("--time") { Description = $"How long it {what}, such as 10 s; until stopped when nothing limits it", HelpName = "TIME" };

    /// <summary>The result as JSON.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print the result as a JSON object, and nothing else on standard output" };

    /// <summary>The end of a connection.</summary>
    /// <exception cref="WeirException">There is no such name, or no such port.</exception>
    public static IPEndPoint EndPoint(string to, int port) => new(TrafficTarget.Resolve(to), CheckedPort(port, least: 1));

    /// <summary>A port, or a mistake.</summary>
    public static int CheckedPort(int port, int least = 0) => port >= least && port <= 65_535 ? port : throw new WeirException($"{port} is no port: it lies between {least} and 65535");

    /// <summary>A duration, or null when none was given.</summary>
    public static TimeSpan? Duration(string? text) => text is null ? null : UnitText.ParseDuration(text);

    /// <summary>A size within limits; a plain number means bytes.</summary>
    public static int Size(string? text, int otherwise, int least, int most)
    {
        if (text is null) { return otherwise; }
        long bytes = Amount(text);
        return bytes >= least && bytes <= most ? (int)bytes : throw new WeirException($"a size of {text} does not fit: it lies between {least} B and {most} B");
    }

    /// <summary>An amount of data; a plain number means bytes.</summary>
    public static long Amount(string text) => long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long plain) ? plain : DataSize.Parse(text).Bytes;

    /// <summary>A count, or a mistake.</summary>
    public static long Count(long count) => count >= 0 ? count : throw new WeirException("a count is 0 or more");

    /// <summary>A line that is seen at once, unless the output is JSON.</summary>
    public static void Say(CommandContext context, bool json, string line)
    {
        if (json) { return; }
        context.Out.WriteLine(line);
        context.Flush();
    }

    /// <summary>The version of an address that an option names.</summary>
    public static AddressFamily Family(bool four, bool six) => four && six ? throw new WeirException("--ipv4 and --ipv6 exclude each other") : four ? AddressFamily.InterNetwork : six ? AddressFamily.InterNetworkV6 : AddressFamily.Unspecified;
}
