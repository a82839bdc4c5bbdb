using Weir.Declaration;

namespace Weir.Checks.Looks;

/// <summary>Looks whether a file is there, with something in it.</summary>
internal static class FileLook
{
    // A file that is larger is searched in its first part only, and the message says so.
    private const int SearchLimit = 16 << 20;

    /// <summary>Looks once.</summary>
    public static async Task<CheckOutcome> LookAsync(Settings settings, ICheckScene scene, CancellationToken cancellation)
    {
        string path = settings.Text("path");
        string? text = settings.TextOrNull("on") is { } node ? await ReadInAsync(node, path, scene, cancellation).ConfigureAwait(false) : Read(Path.GetFullPath(path, scene.FileFolder));
        bool wanted = settings.Flag("exists");
        if (text is null) { return wanted ? CheckOutcome.Fail($"{path} is not there") : CheckOutcome.Pass($"{path} is not there"); }
        if (!wanted) { return CheckOutcome.Fail($"{path} is there"); }
        if (settings.TextOrNull("matches") is null) { return CheckOutcome.Pass($"{path} is there"); }
        bool matches = Patterns.Compile(settings, "matches").IsMatch(text);
        string part = text.Length >= SearchLimit ? $" in its first {SearchLimit >> 20} MiB" : "";
        return new CheckOutcome(matches, $"{path} {(matches ? "matches" : "does not match")} '{settings.Text("matches")}'{part}");
    }

    private static string? Read(string path)
    {
        if (!File.Exists(path)) { return null; }
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        char[] text = new char[(int)Math.Min(SearchLimit, file.BaseStream.Length + 1)];
        return new string(text, 0, file.ReadBlock(text));
    }

    private static async Task<string?> ReadInAsync(string node, string path, ICheckScene scene, CancellationToken cancellation)
    {
        CommandOutput output = await scene.RunAsync(node, ["/bin/cat", "--", path], TimeSpan.FromSeconds(5), cancellation).ConfigureAwait(false);
        return output.ExitCode == 0 ? output.Output : null;
    }
}
