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
}
