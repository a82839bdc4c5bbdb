using Weir.Wire.Ethereum;
using Weir.Wire.Frames;

namespace Weir.Decoding;

/// <summary>
/// The decoding stage of one point of observation: ordered bytes in, messages out. Recognises the protocol of each conversation by its first bytes, decrypts where a secret is known, and tells as
/// <see cref="Doubt"/> where messages may be missing. Used by one thread at a time.
/// </summary>
public sealed class DecodingStage : IChunkSink
{
    private readonly PendingMessages _pending;
    private int _lookedAt;

    /// <summary>Makes a stage whose messages go to <paramref name="sink"/> and whose counters to <paramref name="balance"/>.</summary>
    public DecodingStage(DecodingOptions options, IMessageSink sink, Balance balance)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(balance);
        Options = options;
        Secrets = options.Secrets;
        Balance = balance;
        _pending = new PendingMessages(options, sink, balance);
        Protocols = options.Protocols is { } names ? [.. ProtocolRegistry.All.Where(protocol => names.Contains(protocol.Name, StringComparer.Ordinal))] : ProtocolRegistry.All;
    }

    internal DecodingOptions Options { get; }

    internal Balance Balance { get; }

    internal IReadOnlyList<IProtocol> Protocols { get; }

    /// <summary>Ends of recognised encrypted sessions: a stream to one of them that begins in the middle is very likely one too.</summary>
    internal HashSet<FlowEnd> KnownServers { get; } = [];

    /// <summary>Addresses that have encrypted sessions at this point.</summary>
    internal HashSet<IpAddress> Hosts { get; } = [];

    /// <summary>Blocks of keystream that were looked through at most, to find a place in the middle of a session.</summary>
    internal long BlocksSearched { get; set; }

    /// <summary>Session secrets; null while there are none. A capture may bring its own after the stage began.</summary>
    internal SecretStore? Secrets { get; set; }

    /// <summary>Cipher keys that belong to a running stream of this point.</summary>
    internal HashSet<Hash256> KeysInUse { get; } = [];

    /// <summary>Directions of encrypted streams that wait for a secret.</summary>
    internal HashSet<RlpxDirection> Joining { get; } = [];

    /// <summary>Directions of encrypted streams of which messages may be missing, as from some time until now.</summary>
    internal HashSet<RlpxDirection> Doubted { get; } = [];

    /// <summary>Memory that decoders share for one frame at a time.</summary>
    internal Scratch Scratch { get; } = new();

    /// <inheritdoc/>
    public void Accept(in Chunk chunk)
    {
        if (Protocols.Count == 0) { return; }
        Conversation conversation = chunk.Conversation;
        if (conversation.State is not ConversationDecoder decoder)
        {
            decoder = new UndecidedConversation(conversation, this);
            conversation.State = decoder;
        }

        decoder.Accept(in chunk);
        _pending.FlushWhenDue(chunk.Time);
    }

    /// <summary>Hands on all messages that wait. Call it when the last chunk has come.</summary>
    public void Complete() => Flush();

    /// <summary>Hands on all messages that wait, because the next chunk may be long in coming.</summary>
    internal void Flush() => _pending.Flush();

    /// <summary>Streams that wait for a secret look again, where secrets have come since they looked.</summary>
    internal void LookAgain()
    {
        if (Joining.Count == 0 || Secrets is not { } store || store.Version == _lookedAt) { return; }
        _lookedAt = store.Version;
        foreach (RlpxDirection direction in Joining.ToArray()) { direction.LookAgain(); }
    }

    /// <summary>Intervals of doubt that nothing has ended yet at a time: whether they are handed on, and how far they reach, will be seen.</summary>
    internal IReadOnlyList<Doubt> OpenDoubts(long now)
    {
        if (Doubted.Count == 0) { return []; }
        var open = new List<Doubt>(Doubted.Count);
        foreach (RlpxDirection direction in Doubted)
        {
            if (direction.TryGetOpenDoubt(now, out Doubt doubt)) { open.Add(doubt); }
        }

        return open;
    }

    internal bool IsWanted(string protocol, string kind) => Options.Wanted is not { } wanted || wanted(protocol, kind);

    /// <summary>Hands a message on, after those that wait.</summary>
    internal void Emit(in PendingMessage message) => _pending.Add(in message);

    internal void Emit(in Doubt doubt) => _pending.Add(in doubt);
}
