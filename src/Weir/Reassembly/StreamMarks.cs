namespace Weir.Reassembly;

/// <summary>What the next segment of an undisturbed stream must know about its direction.</summary>
[Flags]
internal enum StreamMarks : byte
{
    None = 0,
    /// <summary>Open, nothing kept, no hole waited for, no FIN: the next segment in order needs no further look.</summary>
    Plain = 1,
    /// <summary>A chunk was handed on.</summary>
    HadChunk = 2,
    /// <summary>The stream's first byte was not captured.</summary>
    StartsMidStream = 4,
    /// <summary>The conversation's counters have the first packet, so that those that follow may wait in the lane.</summary>
    Counted = 8,
}
