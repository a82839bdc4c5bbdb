namespace Weir.Running;

/// <summary>The folder that keeps everything of one run. The names of its files are fixed: other tools read them.</summary>
public sealed class RunFolder
{
    private RunFolder(RunId id, string path)
    {
        Id = id;
        Root = path;
    }

    /// <summary>The run.</summary>
    public RunId Id { get; }

    /// <summary>The folder, an absolute path.</summary>
    public string Root { get; }

    /// <summary>The lab file as it was read.</summary>
    public string LabFile => Of("lab.yaml");

    /// <summary>The resolved plan.</summary>
    public string Plan => Of("plan.json");

    /// <summary>Where a file of the folder is kept when a later one takes its name: <c>plan.1.json</c>.</summary>
    public static string Earlier(string path, int number) => Path.ChangeExtension(path, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number}{Path.GetExtension(path)}"));

    /// <summary>What machine it ran on: versions, kernel, cores.</summary>
    public string Host => Of("host.json");

    /// <summary>What happened, one JSON object a line.</summary>
    public string Events => Of("events.jsonl");

    /// <summary>Counters of every interface and link, once a second, one JSON object a line.</summary>
    public string Counters => Of("counters.jsonl");

    /// <summary>What switches counted at their ports beside what captures saw there; not there when no capture listened at a switch.</summary>
    public string Ports => Of("ports.json");

    /// <summary>What each check said.</summary>
    public string Checks => Of("checks.json");

    /// <summary>The result, whether it can be trusted, and why.</summary>
    public string Verdict => Of("verdict.json");

    /// <summary>The tables of the run's monitors.</summary>
    public string Store => Of("store.db");

    /// <summary>A store that a monitor names.</summary>
    public string StoreOf(string sink) => Of(sink);

    /// <summary>Where programs may leave session secrets for the run's monitors; nobody makes it but they.</summary>
    public string Secrets => Of("secrets");

    /// <summary>The output of a program, with time stamps.</summary>
    public string LogOf(string program) => Path.Combine(Root, "logs", program + ".log");

    /// <summary>A capture.</summary>
    public string CaptureOf(string name) => Path.Combine(Root, "captures", name + ".pcapng");

    /// <summary>The folder for all runs: <paramref name="chosen"/> (the variable <c>WEIR_RUNS</c>) or <c>.weir/runs</c> in <paramref name="workingFolder"/>.</summary>
    public static string Home(string workingFolder, string? chosen) =>
        Path.GetFullPath(chosen is { Length: > 0 } ? chosen : Path.Combine(".weir", "runs"), workingFolder);

    /// <summary>Makes the folder of a new run and claims its name on this machine, so that no two runs ever have the same mark.</summary>
    /// <exception cref="WeirException">The folder cannot be made (exit code 3).</exception>
    public static RunFolder Create(string home, string lab, RunRegistry registry, TimeProvider time)
    {
        try
        {
            for (int ordinal = 1; ; ordinal++)
            {
                RunId id = RunId.Of(lab, time.GetUtcNow(), ordinal);
                string path = Path.Combine(home, id.Text);
                if (Directory.Exists(path) || !registry.TryClaim(id, path)) { continue; }
                Make(path, () => registry.Remove(id));
                return new RunFolder(id, path);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw WeirException.Lacking($"the folder of the run cannot be made below {home}: {fault.Message} (the variable WEIR_RUNS names another place)", MachineCapability.DiskSpace, fault);
        }
    }

    private static void Make(string path, Action giveBack)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(path, "logs"));
            Directory.CreateDirectory(Path.Combine(path, "captures"));
        }
        catch
        {
            giveBack();
            throw;
        }
    }

    /// <summary>Opens the folder of a run that was made before.</summary>
    /// <exception cref="WeirException">There is no such folder, or it is not of a run.</exception>
    public static RunFolder Open(string path)
    {
        string full = Path.GetFullPath(path);
        if (!Directory.Exists(full)) { throw new WeirException($"{path}: there is no such run ('weir runs' lists them)"); }
        return new RunFolder(new RunId(Path.GetFileName(full.TrimEnd('/'))), full);
    }

    /// <summary>All runs below <paramref name="home"/>, the oldest first.</summary>
    public static IReadOnlyList<RunFolder> All(string home) =>
        Directory.Exists(home) ? [.. Directory.GetDirectories(home).OrderBy(Second, StringComparer.Ordinal).ThenBy(Directory.GetCreationTimeUtc).ThenBy(path => path, StringComparer.Ordinal).Select(path => new RunFolder(new RunId(Path.GetFileName(path)), path))] : [];

    // The id has its second only; which of the runs of one second came first the file system knows.
    private static string Second(string path) => Path.GetFileName(path) is var name && name.Length > 16 ? name[..16] : name;

    private string Of(string name) => Path.Combine(Root, name);
}
