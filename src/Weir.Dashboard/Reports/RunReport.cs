using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Resources;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;
using Weir.Running;

namespace Weir.Dashboard.Reports;

/// <summary>
/// A run as one HTML file that needs nothing else: the page, and in it the answers that the server would give. Long lists are cut: the answers say so themselves, as they do when they come from the server.
/// What would make the file larger than <see cref="DataBytes"/>, or is not read in the time that there is, is left out and named.
/// </summary>
internal sealed class RunReport
{
    private const string Place = "<script type=\"application/json\" id=\"weir-run\">";
    private const string Nothing = "null";

    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    private readonly ArrayBufferWriter<byte> _answer = new(1 << 16);
    private readonly Utf8JsonWriter _json;
    private readonly List<string> _leftOut = [];
    private readonly CancellationToken _patience;

    private RunReport(string version, CancellationToken patience)
    {
        Version = version;
        _patience = patience;
        // Its usual escaping keeps '<' out: no text of the run can end the script.
        _json = new Utf8JsonWriter(_buffer);
    }

    /// <summary>The version of Weir.</summary>
    public string Version { get; }

    /// <summary>Bytes of data in a report at most, beside the page: a browser reads them in about a second.</summary>
    public const int DataBytes = 16 << 20;

    /// <summary>Bytes of each log, the last ones.</summary>
    public const int LogBytes = 32 << 10;

    /// <summary>Rows of each table.</summary>
    public const int Rows = 200;

    /// <summary>Packets of each capture, the first ones.</summary>
    public const int Packets = 200;

    /// <summary>The report of a run as UTF-8. What is not read when <paramref name="patience"/> is cancelled is left out.</summary>
    public static byte[] Of(RunFolder folder, RunRegistry registry, TimeProvider time, string version, CancellationToken patience = default)
    {
        var report = new RunReport(version, patience);
        var run = new RunView(folder, registry, time);
        report._json.WriteStartObject();
        foreach (IApiResource resource in ApiResources.All) { resource.Report(run, report); }
        report._json.WritePropertyName("/report");
        JsonSerializer.Serialize(report._json, new ReportAnswer(DataBytes, report._leftOut), DashboardJson.Default.ReportAnswer);
        report._json.WriteEndObject();
        report._json.Flush();
        return report.Join();
    }

    /// <summary>Adds the answer of a path; an answer that is not there is none.</summary>
    public void Add<T>(string path, Func<CancellationToken, T> answer, JsonTypeInfo<T> type)
    {
        _answer.ResetWrittenCount();
        try
        {
            T one = answer(_patience);
            using var json = new Utf8JsonWriter(_answer);
            JsonSerializer.Serialize(json, one, type);
        }
        catch (ApiException)
        {
            // Its file or its tables are not in the folder: the page says so.
            return;
        }
        catch (Exception left) when (left is WeirException || (left is OperationCanceledException && _patience.IsCancellationRequested))
        {
            _leftOut.Add(path);
            return;
        }

        _json.Flush();
        if (_buffer.WrittenCount + _answer.WrittenCount > DataBytes)
        {
            _leftOut.Add(path);
            return;
        }

        _json.WritePropertyName(path);
        _json.WriteRawValue(_answer.WrittenSpan, skipInputValidation: true);
    }

    private byte[] Join()
    {
        using Stream page = PageAssets.Open("report.html") ?? throw new InvalidOperationException("the page of reports is not built in");
        byte[] html = new byte[page.Length];
        page.ReadExactly(html);
        ReadOnlySpan<byte> place = Encoding.UTF8.GetBytes(Place);
        int at = html.AsSpan().IndexOf(place);
        if (at < 0) { throw new InvalidOperationException("the page of reports has no place for the run"); }
        at += place.Length;
        return [.. html.AsSpan(0, at), .. _buffer.WrittenSpan, .. html.AsSpan(at + Nothing.Length)];
    }
}
