namespace Weir.Capture;

/// <summary>Names of points of observation: the file's, or those of a pcapng file's interfaces.</summary>
internal static class PointNames
{
    private static readonly string[] Suffixes = [".gz", ".zst"];

    /// <summary>The file's name without its extension, and without .gz or .zst before that; <c>stdin</c> for standard input.</summary>
    public static string OfFile(string path)
    {
        if (path is "-") { return "stdin"; }
        string name = Path.GetFileName(path);
        foreach (string suffix in Suffixes)
        {
            if (name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && name.Length > suffix.Length) { name = name[..^suffix.Length]; }
        }

        string stem = Path.GetFileNameWithoutExtension(name);
        return stem.Length > 0 ? stem : name;
    }

    /// <summary>
    /// Names for the interfaces from <paramref name="first"/> on: the file's for a lone one; else if_name, and NAME#index where names repeat or lack.
    /// </summary>
    public static string[] OfInterfaces(string file, IReadOnlyList<CaptureInterface> interfaces, int first, IReadOnlySet<string> taken)
    {
        string[] names = new string[interfaces.Count - first];
        if (interfaces.Count == 1 && first == 0) { return [file]; }
        Dictionary<string, int> uses = new(StringComparer.Ordinal);
        for (int i = first; i < interfaces.Count; i++)
        {
            string name = interfaces[i].Name ?? "";
            uses[name] = uses.GetValueOrDefault(name) + 1;
        }

        for (int i = first; i < interfaces.Count; i++)
        {
            string? name = interfaces[i].Name;
            names[i - first] = string.IsNullOrEmpty(name) ? $"{file}#{i}"
                : uses[name] > 1 || taken.Contains(name) ? $"{name}#{i}"
                : name;
        }

        return names;
    }
}
