namespace Weir.Checks;

/// <summary>One file of a capture of the run; a capture has several when its files are bounded.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Its pcapng file.</param>
/// <param name="Interfaces">The interfaces of the file that belong to what was asked for, by their names in the file.</param>
/// <param name="IsWhole">True when that is every interface of the file.</param>
/// <param name="Dropped">Frames that the capture lost so far; told with its first file only.</param>
public sealed record CaptureFacts(string Name, string File, IReadOnlyList<string> Interfaces, bool IsWhole, long Dropped)
{
    /// <summary>True when frames of a point of the file belong to what was asked for. The only point of a file is named by the file.</summary>
    public bool Has(CapturePoint point) => IsWhole || Interfaces.Contains(point.Name);
}
