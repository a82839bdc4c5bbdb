using Weir.Wire.Ethereum;

namespace Weir.Decoding;

/// <summary>One RLPx connection: what both directions share is the secret.</summary>
internal sealed class RlpxConversation : ConversationDecoder
{
    private readonly RlpxDirection _toServer;
    private readonly RlpxDirection _toClient;

    public RlpxConversation(Conversation conversation, DecodingStage stage)
    {
        Conversation = conversation;
        Stage = stage;
        stage.Hosts.Add(conversation.Client.Address);
        stage.Hosts.Add(conversation.Server.Address);
        _toServer = new RlpxDirection(this, Direction.ClientToServer);
        _toClient = new RlpxDirection(this, Direction.ServerToClient);
    }

    public Conversation Conversation { get; }

    public DecodingStage Stage { get; }

    /// <summary>The secret, once a header proved it.</summary>
    public SessionSecret? Secret { get; private set; }

    /// <summary>True when a handshake was seen or a secret fits, so that it is certainly RLPx.</summary>
    public bool IsCertain { get; set; }

    /// <summary>True when there is reason to say that it is RLPx although nothing was decrypted.</summary>
    public bool IsLikely => IsCertain
        || Stage.KnownServers.Contains(Conversation.Server)
        || Stage.KnownServers.Contains(Conversation.Client)
        || IsNamed;

    /// <summary>True when a secret names both ends.</summary>
    public bool IsNamed => Stage.Secrets is { } store && store.Names(Conversation);

    public override void Accept(in Chunk chunk) => (chunk.Direction == Direction.ClientToServer ? _toServer : _toClient).Accept(in chunk);

    public void Join(SessionSecret secret)
    {
        Secret = secret;
        IsCertain = true;
        Stage.KnownServers.Add(Conversation.Server);
        Stage.KeysInUse.Add(secret.Key);
    }

    /// <summary>A direction ended: another stream may go on with the session (the same connection after a long pause), so its key is searched for again.</summary>
    public void Ended()
    {
        if (Secret is { } secret) { Stage.KeysInUse.Remove(secret.Key); }
    }

    /// <summary>The running code of a direction, when the secret and the handshake packet allow to check it.</summary>
    public RlpxMac? CreateMac(Direction direction, ReadOnlySpan<byte> handshakePacket)
    {
        if (Secret is not { Secrets.CanVerify: true } secret || handshakePacket.IsEmpty) { return null; }
        FlowEnd sender = Conversation.Sender(direction);
        bool fromInitiator = secret.Initiator == sender || (secret.Recipient != sender && direction == Direction.ClientToServer);
        return secret.Secrets.CreateMac(fromInitiator, handshakePacket);
    }
}
