using Weir.Dashboard.Serving;
using Weir.Running;

namespace Weir.Dashboard.Runs;

/// <summary>The files of a capture: one, or a row of numbered ones.</summary>
internal static class CaptureFiles
{
    /// <summary>Those that are there, the oldest first.</summary>
    public static IReadOnlyList<string> Of(RunView run, string capture)
    {
        string whole = run.Folder.CaptureOf(capture);
        if (File.Exists(whole)) { return [whole]; }
        string folder = Path.GetDirectoryName(whole)!;
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, $"{capture}-?????.pcapng").Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>A file by its name.</summary>
    /// <exception cref="ApiException">The run has no such capture, or it has no such file (any more).</exception>
    public static string Named(RunView run, string capture, string name)
    {
        Check(run, capture);
        return Of(run, capture).FirstOrDefault(file => Path.GetFileName(file) == name) ?? throw ApiException.Missing($"capture {capture} has no file of this name, or has it no more");
    }

    /// <summary>The file that packets are shown of: of a row the newest one.</summary>
    /// <exception cref="ApiException">The run has no such capture, or it has no file yet.</exception>
    public static string Newest(RunView run, string capture)
    {
        Check(run, capture);
        return Of(run, capture) is [.., { } file] ? file : throw ApiException.Missing($"capture {capture} has no file");
    }

    private static void Check(RunView run, string capture)
    {
        if (run.Plan().Member("captures").Items().All(one => one.Text("name") != capture)) { throw ApiException.Missing($"the run has no capture '{capture}'"); }
    }
}
