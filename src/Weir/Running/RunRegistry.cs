using System.Globalization;
using Weir.Platform;

namespace Weir.Running;

/// <summary>
/// The runs of this machine and user that are not removed yet, one small file each: that is how <c>weir ps</c> finds runs whatever folder they were started in. A file is three lines: the run's folder, the
/// process id of its owner and that process's start time.
/// </summary>
public sealed class RunRegistry
{
    // One write of a hundred bytes takes far less.
    private static readonly TimeSpan s_unfinished = TimeSpan.FromSeconds(5);

    /// <summary>Opens the registry in <paramref name="folder"/>, which need not exist.</summary>
    public RunRegistry(string folder) => Folder = folder;

    /// <summary>Where the files lie.</summary>
    public string Folder { get; }

    /// <summary>The registry of this user: the folder that the variable <c>WEIR_REGISTRY</c> names, else <c>/run/weir</c> for the superuser, else below <c>XDG_RUNTIME_DIR</c>, else <c>.weir/run</c> in the home folder, else below the temporary folder.</summary>
    public static RunRegistry OfThisUser()
    {
        if (Environment.GetEnvironmentVariable("WEIR_REGISTRY") is { Length: > 0 } chosen) { return new RunRegistry(Path.GetFullPath(chosen)); }
        if (Environment.IsPrivilegedProcess && Directory.Exists("/run")) { return new RunRegistry("/run/weir"); }
        string? runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        if (runtime is { Length: > 0 } && Directory.Exists(runtime)) { return new RunRegistry(Path.Combine(runtime, "weir")); }
        string? home = Environment.GetEnvironmentVariable("HOME");
        return new RunRegistry(home is { Length: > 0 } && Directory.Exists(home) ? Path.Combine(home, ".weir", "run") : Path.Combine(Path.GetTempPath(), $"weir-{Environment.UserName}"));
    }

    /// <summary>Where the control socket of a run listens.</summary>
    public string SocketOf(RunId id) => Path.Combine(Folder, id.Text + ".sock");

    /// <summary>Writes the run down as owned by the calling process; false when the name is taken.</summary>
    /// <exception cref="IOException">The registry cannot be written.</exception>
    public bool TryClaim(RunId id, string folder)
    {
        // Who can write here could put a socket of his own in the place of a run's.
        if (!Directory.Exists(Folder)) { Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute); }
        string path = PathOf(id);
        try
        {
            using var file = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write));
            RunOwner owner = RunOwner.Current;
            file.Write(string.Create(CultureInfo.InvariantCulture, $"{folder}\n{owner.Pid}\n{owner.StartTicks}\n"));
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    /// <summary>Takes the run out; nothing happens when the whole registry is gone.</summary>
    public void Remove(RunId id)
    {
        if (!Directory.Exists(Folder)) { return; }
        File.Delete(SocketOf(id));
        File.Delete(PathOf(id));
    }

    /// <summary>All runs that stand here, the oldest first. A file that is being written at this moment is passed over; one that was not finished is of a run that died there, with nothing made yet.</summary>
    public IReadOnlyList<RunEntry> All()
    {
        if (!Directory.Exists(Folder)) { return []; }
        var all = new List<RunEntry>();
        foreach (string path in Directory.GetFiles(Folder, "*.run").Order(StringComparer.Ordinal))
        {
            if (Read(path) is { } entry) { all.Add(entry); }
        }

        return all;
    }

    private static RunEntry? Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        if (lines.Length < 3 || !int.TryParse(lines[1], CultureInfo.InvariantCulture, out int pid) || !long.TryParse(lines[2], CultureInfo.InvariantCulture, out long ticks))
        {
            bool old = MachineClock.Instance.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(path) > s_unfinished;
            return old ? new RunEntry(new RunId(Path.GetFileNameWithoutExtension(path)), lines is [{ } folder, ..] ? folder : "", default) : null;
        }


        return new RunEntry(new RunId(Path.GetFileNameWithoutExtension(path)), lines[0], new RunOwner(pid, ticks));
    }

    private string PathOf(RunId id) => Path.Combine(Folder, id.Text + ".run");
}
