namespace Weir.Declaration;

/// <summary>A value as it stands in a file, before anybody knows what it means: a <see cref="DeclaredText"/>, <see cref="DeclaredList"/> or <see cref="DeclaredMap"/>.</summary>
public abstract class DeclaredValue
{
    private protected DeclaredValue(SourcePlace place) => Place = place;

    /// <summary>Where it begins.</summary>
    public SourcePlace Place { get; }

    /// <summary>What it is, for messages: <c>'5 x'</c>, <c>a list of 3</c>, <c>a map with the keys a, b</c>.</summary>
    public abstract string Shown { get; }
}
