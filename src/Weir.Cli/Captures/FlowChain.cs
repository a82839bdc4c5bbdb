namespace Weir.Cli.Captures;

/// <summary>Bytes in blocks of <see cref="FlowBlocks"/>, all but the last one full.</summary>
/// <param name="First">The first block.</param>
/// <param name="Last">The last block.</param>
/// <param name="Blocks">How many there are; with none the rest says nothing.</param>
/// <param name="Fill">Bytes in the last one.</param>
internal readonly record struct FlowChain(int First, int Last, int Blocks, int Fill)
{
    /// <summary>Bytes that still go into the last block.</summary>
    public int Room => Blocks == 0 ? 0 : FlowBlocks.Size - Fill;
}
