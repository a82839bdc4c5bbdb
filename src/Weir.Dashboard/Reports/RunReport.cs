using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Weir.Dashboard.Resources;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;
using Weir.Running;

namespace Weir.Dashboard.Reports;

/// <summary>
/// A run as one HTML file that needs nothing else: the page, and in it the answers that the server would give. Long lists are cut: the answers say so themselves, as they do when they come from the server.
/// </summary>
internal sealed class RunReport
{
    private const string Place = "<script type=\"application/json\" id=\"weir-run\">";
    private const string Nothing = "null";

    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    private readonly Utf8JsonWriter _json;

    private RunReport(string version)
    {
        Version = version;
        // Its usual escaping keeps '<' out: no text of the run can end the script.
        _json = new Utf8JsonWriter(_buffer);
    }

    /// <summary>The version of Weir.</summary>
    public string Version { get; }

    /// <summary>Bytes of each log, the last ones.</summary>
    public const int LogBytes = 32 << 10;

    /// <summary>Rows of each table.</summary>
    public const int Rows = 200;

    /// <summary>Packets of each capture, the first ones.</summary>
    public const int Packets = 200;

    /// <summary>The report of a run as UTF-8.</summary>
    public static byte[] Of(RunFolder folder, RunRegistry registry, TimeProvider time, string version)
    {
        var report = new RunReport(version);
        var run = new RunView(folder, registry, time);
        report._json.WriteStartObject();
        foreach (IApiResource resource in ApiResources.All) { resource.Report(run, report); }
        report._json.WriteEndObject();
        report._json.Flush();
        return report.Join();
    }

    /// <summary>Adds the answer of a path.</summary>
    public void Add<T>(string path, T answer, JsonTypeInfo<T> type)
    {
        _json.WritePropertyName(path);
        JsonSerializer.Serialize(_json, answer, type);
    }

    private byte[] Join()
    {
        using Stream page = PageAssets.Open("report.html") ?? throw new InvalidOperationException("the page of reports is not built in");
        byte[] html = new byte[page.Length];
        page.ReadExactly(html);
        ReadOnlySpan<byte> place = System.Text.Encoding.UTF8.GetBytes(Place);
        int at = html.AsSpan().IndexOf(place);
        if (at < 0) { throw new InvalidOperationException("the page of reports has no place for the run"); }
        at += place.Length;
        return [.. html.AsSpan(0, at), .. _buffer.WrittenSpan, .. html.AsSpan(at + Nothing.Length)];
    }
}
