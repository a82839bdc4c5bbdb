namespace Weir.Tests.Decoding;

/// <summary>Keeps what decoding hands on.</summary>
internal sealed class MessageRecorder : IMessageSink
{
    public List<Message> Messages { get; } = [];

    public List<Doubt> Doubts { get; } = [];

    public IEnumerable<string> Kinds => Messages.Select(message => message.Kind);

    public void Accept(Message message) => Messages.Add(message);

    public void Accept(in Doubt doubt) => Doubts.Add(doubt);
}
