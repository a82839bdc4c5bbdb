namespace Weir.Declaration;

/// <summary>A kind of thing that a lab file can declare.</summary>
public interface IKind
{
    /// <summary>What such a thing may say in the file.</summary>
    KindForm Form { get; }

    /// <summary>Notes what its form cannot see, such as an expression that cannot be read or two keys that exclude each other.</summary>
    void Check(Settings settings, FormReader reader) { }
}
