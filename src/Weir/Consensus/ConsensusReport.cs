using Weir.Wire.Frames;

namespace Weir.Consensus;

/// <summary>What one point of observation saw of the consensus.</summary>
public sealed class ConsensusReport
{
    /// <summary>The point.</summary>
    public required CapturePoint Point { get; init; }

    /// <summary>Name of the node at whose port the point is; null when it is not known, and then every direction is <see cref="PointDirection.Transit"/>.</summary>
    public required string? OwnNode { get; init; }

    /// <summary>Its address in the network; null when not known.</summary>
    public required IpAddress? OwnAddress { get; init; }

    /// <summary>Names of the nodes.</summary>
    public required NodeTable Nodes { get; init; }

    /// <summary>The blocks seen, in order.</summary>
    public required IReadOnlyList<BlockReport> Blocks { get; init; }

    /// <summary>Intervals in which messages may be missing, in the order in which they became known.</summary>
    public required IReadOnlyList<BlockDoubt> Doubts { get; init; }

    /// <summary>Messages that are not as an honest node sends them.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Findings in all; more than are kept when the limit was reached.</summary>
    public required long FindingCount { get; init; }

    /// <summary>Connections that carried consensus messages.</summary>
    public required int Sessions { get; init; }

    /// <summary>Consensus frames that were counted.</summary>
    public required long Frames { get; init; }

    /// <summary>Different messages among them.</summary>
    public required long Messages { get; init; }

    /// <summary>Messages of other kinds.</summary>
    public required long OtherMessages { get; init; }

    /// <summary>Different messages whose signer is the claimed sender.</summary>
    public required long SignersRight { get; init; }

    /// <summary>Different messages whose signer is another, or none.</summary>
    public required long SignersWrong { get; init; }

    /// <summary>Different messages whose signature was not looked at.</summary>
    public required long SignersUnchecked { get; init; }

    /// <summary>Frames refused at a limit; their blocks are uncertain.</summary>
    public required long FramesRefused { get; init; }

    /// <summary>Closed blocks that were let go at the limit.</summary>
    public required long BlocksForgotten { get; init; }

    /// <summary>Blocks whose counts are exact.</summary>
    public int BlocksComplete
    {
        get
        {
            int complete = 0;
            foreach (BlockReport block in Blocks) { if (block.State == BlockState.Complete) { complete++; } }
            return complete;
        }
    }
}
