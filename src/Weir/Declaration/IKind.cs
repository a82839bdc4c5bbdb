namespace Weir.Declaration;

/// <summary>A kind of thing that a lab file can declare.</summary>
public interface IKind
{
    /// <summary>What such a thing may say in the file.</summary>
    KindForm Form { get; }
}
