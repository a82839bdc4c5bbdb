namespace Weir;

/// <summary>Takes ordered bytes. Implemented by structs where speed matters, so that the call is inlined.</summary>
public interface IChunkSink
{
    /// <summary>Takes one chunk; its bytes are valid during the call only. Must not throw on what the bytes say.</summary>
    void Accept(in Chunk chunk);
}
