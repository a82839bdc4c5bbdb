using Weir.Wire.Ethereum;

namespace Weir.Consensus;

/// <summary>
/// The tables of one point as comma-separated text: <c>frames-P.csv</c>, <c>distinct-P.csv</c> and <c>blocks-P.csv</c>. Rows stand by direction, then peer, block, round, kind and sender.
/// </summary>
public static class ConsensusCsv
{
    /// <summary>Writes the three files of a point into <paramref name="folder"/>, which is made when it is not there. Files of the same names are replaced.</summary>
    /// <exception cref="WeirException">A file cannot be written.</exception>
    public static void Export(ConsensusReport report, string folder)
    {
        ArgumentNullException.ThrowIfNull(report);
        string name = FileName(report.Point.Name);
        try
        {
            Directory.CreateDirectory(folder);
            using (Stream frames = Create(folder, "frames-", name)) { WriteFrames(report, frames); }
            using (Stream distinct = Create(folder, "distinct-", name)) { WriteDistinct(report, distinct); }
            using (Stream blocks = Create(folder, "blocks-", name)) { WriteBlocks(report, blocks); }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeirException($"{folder}: cannot write the tables of {report.Point.Name}: {e.Message}", 2, e);
        }
    }

    /// <summary>Columns <c>direction,peer,block,round,type,sender,frames</c>.</summary>
    public static void WriteFrames(ConsensusReport report, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var lines = new CsvLines(stream);
        lines.Field("direction,peer,block,round,type,sender,frames"u8).End();
        IReadOnlyList<BlockReport> blocks = report.Blocks;
        var places = new int[blocks.Count];
        foreach ((PointDirection direction, string peer) in Links(blocks))
        {
            for (int i = 0; i < places.Length; i++)
            {
                BlockReport block = blocks[i];
                ref int place = ref places[i];
                for (; place < block.Frames.Count; place++)
                {
                    FrameRow row = block.Frames[place];
                    if (row.Direction != direction || row.Peer != peer) { break; }
                    lines.Field(Name(direction)).Field(peer).Field(block.Number).Field(row.Round).Field(Name(row.Code)).Field(row.Sender).Field(row.Frames).End();
                }
            }
        }
    }

    /// <summary>Columns <c>direction,block,round,type,sender,distinct</c>.</summary>
    public static void WriteDistinct(ConsensusReport report, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var lines = new CsvLines(stream);
        lines.Field("direction,block,round,type,sender,distinct"u8).End();
        var places = new int[report.Blocks.Count];
        for (int d = 0; d < 3; d++)
        {
            for (int i = 0; i < places.Length; i++)
            {
                BlockReport block = report.Blocks[i];
                ref int place = ref places[i];
                for (; place < block.Distinct.Count; place++)
                {
                    DistinctRow row = block.Distinct[place];
                    if (row.Direction != (PointDirection)d) { break; }
                    lines.Field(Name(row.Direction)).Field(block.Number).Field(row.Round).Field(Name(row.Code)).Field(row.Sender).Field(row.Distinct).End();
                }
            }
        }
    }

    /// <summary>Columns <c>block,state,proposer,round,preprepare_to_quorum_ms</c>; empty where not known.</summary>
    public static void WriteBlocks(ConsensusReport report, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var lines = new CsvLines(stream);
        lines.Field("block,state,proposer,round,preprepare_to_quorum_ms"u8).End();
        foreach (BlockReport block in report.Blocks)
        {
            lines.Field(block.Number).Field(Name(block.State));
            if (block.Proposer is { } proposer) { lines.Field(report.Nodes.NameOf(proposer)); } else { lines.Field([]); }
            if (block.Round is { } round) { lines.Field(round); } else { lines.Field([]); }
            if (block.PreprepareToQuorum is { } time) { lines.Field(time.TotalMilliseconds, "F3"); } else { lines.Field([]); }
            lines.End();
        }
    }

    /// <summary>The name of a direction as tables write it: <c>in</c>, <c>out</c>, <c>transit</c>.</summary>
    public static ReadOnlySpan<byte> Name(PointDirection direction) => direction switch
    {
        PointDirection.In => "in"u8,
        PointDirection.Out => "out"u8,
        _ => "transit"u8,
    };

    private static ReadOnlySpan<byte> Name(IbftCode code) => code switch
    {
        IbftCode.Preprepare => "preprepare"u8,
        IbftCode.Prepare => "prepare"u8,
        IbftCode.Commit => "commit"u8,
        _ => "roundchange"u8,
    };

    private static ReadOnlySpan<byte> Name(BlockState state) => state == BlockState.Complete ? "complete"u8 : "uncertain"u8;

    private static List<(PointDirection Direction, string Peer)> Links(IReadOnlyList<BlockReport> blocks)
    {
        var links = new List<(PointDirection Direction, string Peer)>();
        var known = new HashSet<(PointDirection, string)>();
        foreach (BlockReport block in blocks)
        {
            PointDirection direction = default;
            string? peer = null;
            foreach (FrameRow row in block.Frames)
            {
                if (row.Direction == direction && ReferenceEquals(row.Peer, peer)) { continue; }
                (direction, peer) = (row.Direction, row.Peer);
                if (known.Add((direction, peer))) { links.Add((direction, peer)); }
            }
        }

        links.Sort(static (a, b) => a.Direction != b.Direction ? a.Direction.CompareTo(b.Direction) : string.CompareOrdinal(a.Peer, b.Peer));
        return links;
    }

    private static FileStream Create(string folder, string kind, string name) =>
        new(Path.Combine(folder, kind + name + ".csv"), new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 });

    // A point may be named as its interface is; a path separator in it must not leave the folder.
    private static string FileName(string point) => point.Replace('/', '_').Replace('\0', '_');
}
