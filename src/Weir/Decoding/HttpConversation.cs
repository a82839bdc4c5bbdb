using Weir.Wire.Http;

namespace Weir.Decoding;

/// <summary>Both directions of an HTTP connection. Responses need to know the method that they answer, because a response to HEAD has no body.</summary>
internal sealed class HttpConversation : ConversationDecoder
{
    /// <summary>Requests under way on one connection that are remembered; pipelining beyond that is unheard of.</summary>
    private const int MaxPipelined = 1024;

    private readonly Queue<string> _methods = [];
    private readonly HttpDirection _toServer;
    private readonly HttpDirection _toClient;

    public HttpConversation(Conversation conversation, DecodingStage stage)
    {
        Conversation = conversation;
        Stage = stage;
        _toServer = new HttpDirection(this, Direction.ClientToServer);
        _toClient = new HttpDirection(this, Direction.ServerToClient);
    }

    public Conversation Conversation { get; }

    public DecodingStage Stage { get; }

    /// <summary>True when the connection became a tunnel or another protocol: nothing more is HTTP.</summary>
    public bool IsUpgraded { get; private set; }

    public override void Accept(in Chunk chunk) => (chunk.Direction == Direction.ClientToServer ? _toServer : _toClient).Accept(in chunk);

    /// <summary>Messages were lost: which request the next response answers is known again when a request came before it.</summary>
    public void Lost() => _methods.Clear();

    public void Requested(HttpHead request)
    {
        if (_methods.Count < MaxPipelined) { _methods.Enqueue(request.Method!); }
    }

    /// <summary>The method that a response answers; empty when it was not captured. An interim response (1xx) answers nothing yet.</summary>
    public string Answers(HttpHead response)
    {
        if (response.Status is >= 100 and < 200 and not 101) { return ""; }
        string method = _methods.Count > 0 ? _methods.Dequeue() : "";
        if (response.Status == 101 || (method == "CONNECT" && response.Status is >= 200 and < 300)) { IsUpgraded = true; }
        return method;
    }
}
