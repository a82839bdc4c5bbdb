namespace Weir.Reassembly;

/// <summary>Takes the frames of each conversation in their order.</summary>
public interface ISortedFrameSink
{
    /// <summary>Takes the next frame of a conversation; its bytes are valid during the call only.</summary>
    void Accept(Conversation conversation, in Frame frame);

    /// <summary>The conversation has ended: no frame of it follows. Called for each TCP conversation, also one without frames.</summary>
    void Complete(Conversation conversation);
}
