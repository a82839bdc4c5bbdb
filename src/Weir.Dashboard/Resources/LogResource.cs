using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Reports;
using Weir.Dashboard.Runs;
using Weir.Dashboard.Serving;
using Weir.Programs;
using Weir.Running;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/programs/{name}/log</c>: what a program wrote.</summary>
internal sealed class LogResource : IApiResource
{
    private const int Limit = 1 << 20;
    private const int DefaultLimit = 64 << 10;

    // A line of 64 Ki characters, each of which may take four bytes, with its time before it.
    private const int LongestLine = (4 * Programs.ProgramLog.LineLimit) + 64;

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/programs/{name}/log", Ok<LogAnswer> (string id, string name, long? after, int? limit, int? tail, RunViews runs) =>
        TypedResults.Ok(Of(runs.Find(id), name, after, limit, tail))).WithSummary("What a program wrote: whole lines behind the byte 'after', about 'limit' bytes of them, or about the last 'tail' bytes");

    /// <inheritdoc/>
    public void Report(RunView run, RunReport report)
    {
        foreach (JsonElement? program in run.Plan().Member("programs").Items())
        {
            string name = program.Text("name") ?? "";
            report.Add($"/runs/{run.Id}/programs/{name}/log", _ => Of(run, name, null, null, RunReport.LogBytes), DashboardJson.Default.LogAnswer);
        }
    }

    private static LogAnswer Of(RunView run, string name, long? after, int? limit, int? tail)
    {
        if (run.Plan().Member("programs").Items().All(one => one.Text("name") != name)) { throw ApiException.Missing($"the run has no program '{name}'"); }
        string path = run.Folder.LogOf(name);
        if (!File.Exists(path)) { return new LogAnswer([], 0, true); }
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        long length = file.Length;
        int most = Math.Clamp(tail ?? limit ?? DefaultLimit, 1, Limit);
        long begin = tail is not null ? Math.Max(0, length - most) : Math.Clamp(after ?? 0, 0, length);
        file.Position = begin;
        byte[] bytes = new byte[(int)Math.Min(most + LongestLine, length - begin)];
        int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> left = bytes.AsSpan(0, read);
        int at = 0;
        // The tail begins in the middle of a line.
        if (tail is not null && begin > 0) { at = left.IndexOf((byte)'\n') is >= 0 and var end ? end + 1 : read; }
        var lines = new List<LogLine>();
        while (at < most || lines.Count == 0)
        {
            int found = left[at..].IndexOf((byte)'\n');
            if (found < 0) { break; }
            if (ProgramLine.Read(left.Slice(at, found), lines.Count + 1) is { } line) { lines.Add(new LogLine(line.Time, line.IsError ? "err" : "out", line.Text)); }
            at += found + 1;
        }

        return new LogAnswer(lines, begin + at, begin + at >= length || left[at..].IndexOf((byte)'\n') < 0);
    }
}
