namespace Weir;

/// <summary>Takes decoded messages in the order in which each direction sent them.</summary>
public interface IMessageSink
{
    /// <summary>Takes one message; it may be kept.</summary>
    void Accept(Message message);

    /// <summary>
    /// Says that messages of a direction may be missing here: bytes were lost, refused, could not be decrypted or not be understood.
    /// </summary>
    void Accept(in Doubt doubt);
}
