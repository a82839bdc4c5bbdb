namespace Weir.Store;

/// <summary>The text forms in which a table of a store is written.</summary>
public enum ExportFormat
{
    /// <summary>Comma-separated with a header line (RFC 4180, lines end with a line feed); empty where nothing is known.</summary>
    Csv,
    /// <summary>One JSON object a line; null where nothing is known.</summary>
    JsonLines,
}
