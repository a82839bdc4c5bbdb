using System.Diagnostics;
using System.Text.Json;
using Weir.Dashboard;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>A dashboard that this process serves. Verbs that serve none never come here, so that they do not load what it is made of.</summary>
internal sealed class DashboardSession : IAsyncDisposable
{
    private readonly DashboardServer _server;
    private readonly string? _run;
    private string? _opening;

    private DashboardSession(DashboardServer server, string? run)
    {
        _server = server;
        _run = run;
    }

    /// <summary>The page's address, with its token.</summary>
    public string Address => _run is null ? _server.Address : $"{_server.Address}#/runs/{_run}/overview";

    /// <summary>Begins to serve the runs of a folder; <paramref name="run"/> is shown first.</summary>
    /// <exception cref="WeirException">It cannot listen there.</exception>
    public static async Task<DashboardSession> BeginAsync(CommandContext context, DashboardPlace place, string home, string? run, CancellationToken cancellation) => new(await DashboardServer.StartAsync(new DashboardOptions
    {
        Home = home,
        Registry = RunRegistry.OfThisUser(),
        Time = context.Time,
        Version = CommandLine.Version,
        Current = run,
        Listen = place.Address,
        Port = place.Port,
        Certificate = place.Certificate,
        Key = place.Key,
    }, cancellation), run);

    /// <summary>Says where it is.</summary>
    public void Announce(TextWriter writer)
    {
        writer.WriteLine($"dashboard: {Address}");
        if (_server.Fingerprint is { } fingerprint) { writer.WriteLine($"its certificate's SHA-256 fingerprint: {fingerprint}"); }
    }

    /// <summary>Says the same as a JSON object.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("address", Address);
        json.WriteString("root", _server.Root.ToString());
        json.WriteString("token", _server.Token);
        if (_server.Fingerprint is { } fingerprint) { json.WriteString("fingerprint", fingerprint); }
        json.WriteEndObject();
    }

    /// <summary>Opens the page in the browser: by a file that only its owner can read, as everybody sees the arguments of a program.</summary>
    /// <exception cref="WeirException">This machine has nothing that opens addresses.</exception>
    public void Open()
    {
        _opening ??= Directory.CreateTempSubdirectory("weir-open-").FullName; // for its owner only
        string page = Path.Combine(_opening, "dashboard.html");
        File.WriteAllText(page, $"<!doctype html><title>weir</title><meta http-equiv=\"refresh\" content=\"0;url={System.Net.WebUtility.HtmlEncode(Address)}\">\n");
        try
        {
            using Process? opener = Process.Start(new ProcessStartInfo("xdg-open", [page]) { RedirectStandardError = true, RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception absent)
        {
            throw new WeirException($"the browser cannot be opened: {absent.Message} (the package xdg-utils has xdg-open)", 3, absent);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_opening is not null) { Directory.Delete(_opening, recursive: true); }
        _opening = null;
        return _server.DisposeAsync();
    }
}
