using Weir.Processing;

namespace Weir.Cli.Reports;

/// <summary>What a run of <c>weir consensus</c> gave.</summary>
internal sealed class ConsensusResult
{
    public required PathResult Read { get; init; }

    public required IReadOnlyList<ConsensusPoint> Points { get; init; }

    /// <summary>Rows in the store; null when none was asked for.</summary>
    public long? RowsWritten { get; set; }

    /// <summary>Rows that the store skipped at its limit.</summary>
    public long RowsSkipped { get; set; }

    /// <summary>True when a file could not be read to its end.</summary>
    public bool IsDamaged
    {
        get
        {
            foreach (FileResult file in Read.Files) { if (file.Fault is not null) { return true; } }
            return false;
        }
    }
}
