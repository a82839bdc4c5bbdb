namespace Weir;

/// <summary>What a <see cref="Chunk"/> is.</summary>
public enum ChunkKind : byte
{
    /// <summary>Bytes of a stream, in order.</summary>
    Data,
    /// <summary>One whole datagram.</summary>
    Datagram,
    /// <summary>Bytes of a stream that were never captured; <see cref="Chunk.GapLength"/> says how many.</summary>
    Gap,
    /// <summary>The direction ended; <see cref="Chunk.End"/> says how. Exactly one a direction that had any chunk.</summary>
    End,
}
