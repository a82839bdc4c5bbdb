namespace Weir.Declaration;

/// <summary>A map in the order of the file. A key that stands twice is a mistake that the reader of the file has noted; the first one counts.</summary>
public sealed class DeclaredMap : DeclaredValue
{
    /// <summary>Makes the map.</summary>
    public DeclaredMap(SourcePlace place, IReadOnlyList<DeclaredEntry> entries) : base(place) => Entries = entries;

    /// <summary>The entries in order.</summary>
    public IReadOnlyList<DeclaredEntry> Entries { get; }

    /// <summary>The entry with this key, or null.</summary>
    public DeclaredEntry? this[string key]
    {
        get
        {
            foreach (DeclaredEntry entry in Entries)
            {
                if (entry.Key.Text == key) { return entry; }
            }

            return null;
        }
    }

    /// <inheritdoc/>
    public override string Shown => Entries.Count switch
    {
        0 => "an empty map",
        1 => $"a map with the key {Entries[0].Key.Text}",
        <= 4 => $"a map with the keys {string.Join(", ", Entries.Select(e => e.Key.Text))}",
        _ => $"a map with {Entries.Count} keys",
    };
}
