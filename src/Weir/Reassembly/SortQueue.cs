namespace Weir.Reassembly;

/// <summary>What one packet set free, in order: the chunks of reassembly name the frames that carried them.</summary>
internal sealed class SortQueue
{
    /// <summary>One thing to do: with <see cref="Number"/> 0, a direction or (without one) the conversation has ended.</summary>
    internal readonly record struct Step(Conversation Conversation, long Number, Direction? Direction);

    public List<Step> Steps { get; } = [];

    public void Accept(in Chunk chunk)
    {
        if (chunk.Kind == ChunkKind.Data)
        {
            Steps.Add(new Step(chunk.Conversation, chunk.FrameNumber, chunk.Direction));
        }
        else if (chunk.Kind == ChunkKind.End && chunk.Conversation.Protocol == Wire.Frames.IpProtocols.Tcp)
        {
            Steps.Add(new Step(chunk.Conversation, 0, chunk.Direction));
        }
    }

    public void Complete(Conversation conversation)
    {
        if (conversation.Protocol == Wire.Frames.IpProtocols.Tcp) { Steps.Add(new Step(conversation, 0, null)); }
    }
}
