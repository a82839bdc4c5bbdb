namespace Weir.Declaration;

/// <summary>A list of values.</summary>
public sealed class DeclaredList : DeclaredValue
{
    /// <summary>Makes the list.</summary>
    public DeclaredList(SourcePlace place, IReadOnlyList<DeclaredValue> items) : base(place) => Items = items;

    /// <summary>The values in order.</summary>
    public IReadOnlyList<DeclaredValue> Items { get; }

    /// <inheritdoc/>
    public override string Shown => $"a list of {Items.Count}";
}
