namespace Weir.Declaration;

/// <summary>Where something stands in a file.</summary>
/// <param name="File">The file as the user named it; empty for a value that stands in no file (<c>--set</c>, a default).</param>
/// <param name="Line">The line, from 1; 0 where there is none.</param>
/// <param name="Column">The column in characters, from 1; 0 where there is none.</param>
public readonly record struct SourcePlace(string File, int Line, int Column)
{
    /// <summary>No place.</summary>
    public static SourcePlace None { get; } = new("", 0, 0);

    /// <summary><c>FILE:LINE:COLUMN</c>.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
