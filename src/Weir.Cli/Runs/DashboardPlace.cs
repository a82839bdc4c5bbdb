using System.CommandLine;
using System.Globalization;
using System.Net;

namespace Weir.Cli.Runs;

/// <summary>Where a dashboard listens.</summary>
/// <param name="Address">The address; another than loopback is served with TLS.</param>
/// <param name="Port">The port; 0 for a free one.</param>
/// <param name="Certificate">PEM file of its certificate, or null.</param>
/// <param name="Key">PEM file of its key, or null.</param>
internal sealed record DashboardPlace(IPAddress Address, int Port, string? Certificate = null, string? Key = null)
{
    private const string Name = "--dashboard";
    private const string Anywhere = "true";

    /// <summary>The option <c>--dashboard[=ADDRESS:PORT]</c> of verbs that run labs.</summary>
    public static Option<string?> Option() => new(Name) { Description = "Show the run in a browser while it lives, at a free port of this machine or at --dashboard=[ADDRESS:]PORT; the page's address is printed first", HelpName = "PLACE" };

    /// <summary>What the option stands for without a value, for <see cref="VerbCommand.Alone"/>.</summary>
    public static IReadOnlyDictionary<string, string> Alone { get; } = new Dictionary<string, string> { [Name] = Anywhere };

    /// <summary>What the option says, or else the port that the lab file says; null for no dashboard.</summary>
    /// <exception cref="WeirException">It has another form.</exception>
    public static DashboardPlace? Of(ParseResult parsed, Option<string?> option, int? port)
    {
        string? text = parsed.GetValue(option) ?? (port is null ? null : Anywhere);
        return text is null ? null : text == Anywhere ? new DashboardPlace(IPAddress.Loopback, port ?? 0) : Parse(text);
    }

    /// <summary>Reads <c>PORT</c>, <c>ADDRESS:PORT</c> or <c>[ADDRESS]:PORT</c>.</summary>
    /// <exception cref="WeirException">It has another form.</exception>
    public static DashboardPlace Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        IPAddress? address = IPAddress.Loopback;
        if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port > 65535 || (colon >= 0 && !IPAddress.TryParse(text.AsSpan(0, colon), out address)))
        {
            throw new WeirException($"--dashboard={text}: write a port, or an address and a port: 8080, 127.0.0.1:8080, [::1]:8080");
        }

        return new DashboardPlace(address!, port);
    }
}
