using Weir.Declaration;
using Weir.Decoding;

namespace Weir.Monitors.Kinds;

/// <summary>The key by which a monitor is told where session secrets lie or will come to lie.</summary>
internal static class MonitorSecrets
{
    /// <summary>Encrypted bytes of a stream that are kept until its secret comes: a node writes it down when its handshake is over, and its peer may send at once.</summary>
    public const int WaitingBytes = 256 << 10;

    /// <summary>The key <c>secrets</c>.</summary>
    public static KeyForm Key { get; } = new("secrets", new ListForm(new TextForm("a file, a folder or a pattern such as keys/*.jsonl")),
        "Where session secrets lie, or will come to lie while it listens (docs/formats/secrets.md). In a run also the folder secrets of the run's folder, whose path programs find in WEIR_RUN_FOLDER");

    /// <summary>The secrets that the settings name, read so far, and a watch that reads those that come.</summary>
    public static SecretWatch Of(Settings settings, MonitorPlace place)
    {
        var patterns = new List<string>();
        foreach (string said in settings.Texts("secrets")) { patterns.Add(Path.GetFullPath(said, place.Folder)); }
        return new SecretWatch(patterns, place.Secrets, place.Log);
    }
}
