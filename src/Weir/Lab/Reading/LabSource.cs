using Weir.Declaration;

namespace Weir.Lab.Reading;

/// <summary>A lab file with the files that it includes, variables filled in. What an included file says comes before what the including file says.</summary>
internal sealed class LabSource
{
    private const int FileLimit = 100;
    private readonly List<DeclaredMap> _maps = [];
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private readonly LabReadOptions _options;
    private readonly MistakeList _mistakes;

    private LabSource(string path, LabReadOptions options, MistakeList mistakes)
    {
        Path = path;
        _options = options;
        _mistakes = mistakes;
        Variables = new Variables(options.Sets, options.Environment, mistakes);
    }

    /// <summary>The lab file as the user named it.</summary>
    public string Path { get; }

    /// <summary>The variables.</summary>
    public Variables Variables { get; }

    /// <summary>The maps of all files, the lab file itself last.</summary>
    public IReadOnlyList<DeclaredMap> Maps => _maps;

    /// <summary>Reads the file. Null after mistakes that leave nothing to plan.</summary>
    public static LabSource? Read(string path, string text, LabReadOptions options, MistakeList mistakes)
    {
        var source = new LabSource(path, options, mistakes);
        var raw = new List<DeclaredMap>();
        source.Collect(path, text, raw);
        if (raw.Count == 0) { return null; }

        // The variables of the including file win over those of the included ones.
        foreach (DeclaredMap map in Enumerable.Reverse(raw))
        {
            if (map["vars"]?.Value is DeclaredMap vars) { source.Variables.Declare(vars); }
        }

        foreach (DeclaredMap map in raw)
        {
            source._maps.Add(new DeclaredMap(map.Place, [.. map.Entries.Select(e => e.Key.Text == "vars" || IsExtension(e.Key.Text) ? e : new DeclaredEntry(e.Key, source.Variables.Fill(e.Value)))]));
        }

        source.Variables.CheckSets();
        return source;
    }

    /// <summary>True for keys that hold anchors and notes, and that nobody reads: <c>x-...</c>.</summary>
    public static bool IsExtension(string key) => key.StartsWith("x-", StringComparison.Ordinal);

    /// <summary>The values of a key in all files, the lab file's last.</summary>
    public IEnumerable<DeclaredEntry> All(string key) => _maps.Select(m => m[key]).OfType<DeclaredEntry>();

    private void Collect(string path, string text, List<DeclaredMap> maps)
    {
        _files.Add(System.IO.Path.GetFullPath(path));
        if (YamlReader.Read(path, text, _mistakes) is not { } map) { return; }
        if (map["include"] is { } include)
        {
            IReadOnlyList<DeclaredValue> items = include.Value is DeclaredList list ? list.Items : [include.Value];
            foreach (DeclaredValue item in items) { Include(path, item, maps); }
        }

        maps.Add(map);
    }

    private void Include(string from, DeclaredValue item, List<DeclaredMap> maps)
    {
        if (item is not DeclaredText { IsNothing: false } text)
        {
            _mistakes.Add(item.Place, $"{item.Shown} is no path of a file", "write the path of a lab file");
            return;
        }

        string path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(from) ?? "", text.Text);
        if (_files.Contains(System.IO.Path.GetFullPath(path)) || _files.Count >= FileLimit)
        {
            _mistakes.Add(item.Place, _files.Count >= FileLimit ? $"more than {FileLimit} files" : $"'{text.Text}' is included already", "include each file once");
            return;
        }

        string read;
        try
        {
            read = _options.ReadFile(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _mistakes.Add(item.Place, $"'{text.Text}' cannot be read: {fault.Message.TrimEnd('.')}", "paths start from the folder of the file that includes");
            return;
        }

        Collect(path, read, maps);
    }
}
