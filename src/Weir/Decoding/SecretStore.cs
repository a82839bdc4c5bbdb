using Weir.Wire.Ethereum;

namespace Weir.Decoding;

/// <summary>
/// Session secrets, found by the first header that they decrypt. Filled from a folder or from blocks of a capture; new ones may come while others look (a live run).
/// </summary>
public sealed partial class SecretStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Hash256, SessionSecret> _byKey = [];
    private readonly List<SecretProblem> _problems = [];
    private volatile Tables _tables = new([], [], [], []);
    private bool _changed;

    /// <summary>All secrets.</summary>
    public IReadOnlyList<SessionSecret> Secrets => _tables.All;

    /// <summary>What could not be understood.</summary>
    public IReadOnlyList<SecretProblem> Problems
    {
        get { lock (_lock) { return [.. _problems]; } }
    }

    /// <summary>Grows with each change, so that streams without a secret know when to look again.</summary>
    public int Version { get; private set; }

    /// <summary>
    /// Adds a secret. Reports of one session (by both its ends, or a bare key beside a full line) are joined: what one does not say is taken from the other.
    /// </summary>
    public void Add(RlpxSecrets secrets, FlowEnd? initiator, FlowEnd? recipient, string source)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        lock (_lock)
        {
            Put(secrets, initiator, recipient, source);
            Publish();
        }
    }

    /// <summary>The secret whose first keystream block gives <paramref name="header"/> (16 encrypted bytes) all 104 known bits; null when none does.</summary>
    internal SessionSecret? FindByFirstHeader(ReadOnlySpan<byte> header)
    {
        if (!_tables.ByFirstBlock.TryGetValue(SessionSecret.Fingerprint(header) ^ SessionSecret.Known, out SessionSecret? secret)) { return null; }
        Span<byte> plain = stackalloc byte[RlpxHeader.Size];
        secret.Cipher.TransformCtr(0, header[..RlpxHeader.Size], plain);
        return RlpxHeader.IsHeader(plain) ? secret : null;
    }

    /// <summary>Secrets that may belong to a conversation, the likeliest first: those that name its ends; else those that name none; else all.</summary>
    internal IReadOnlyList<SessionSecret> CandidatesFor(Conversation conversation)
    {
        Tables tables = _tables;
        return Named(tables, conversation) is { Count: > 0 } named ? named : tables.WithoutEnds.Length > 0 ? tables.WithoutEnds : tables.All;
    }

    /// <summary>True when a secret names both ends of a conversation.</summary>
    internal bool Names(Conversation conversation) => Named(_tables, conversation) is not null;

    private static List<SessionSecret>? Named(Tables tables, Conversation conversation) => tables.ByEnds.GetValueOrDefault(PairOf(conversation.Client, conversation.Server));

    /// <summary>Both ends of a session, whoever opened it.</summary>
    private static (FlowEnd, FlowEnd) PairOf(FlowEnd one, FlowEnd other) =>
        one.Address.CompareTo(other.Address) is var order && (order < 0 || (order == 0 && one.Port < other.Port)) ? (one, other) : (other, one);

    private void Put(RlpxSecrets secrets, FlowEnd? initiator, FlowEnd? recipient, string source)
    {
        var key = new Hash256(secrets.Aes);
        if (_byKey.TryGetValue(key, out SessionSecret? before))
        {
            bool says = (before.Secrets.Mac.IsEmpty && !secrets.Mac.IsEmpty) || (before.Secrets.InitiatorNonce.IsEmpty && !secrets.InitiatorNonce.IsEmpty)
                || (before.Secrets.RecipientNonce.IsEmpty && !secrets.RecipientNonce.IsEmpty) || (before.Initiator is null && initiator is not null) || (before.Recipient is null && recipient is not null);
            if (!says) { return; }
            source = before.Secrets.CanVerify ? before.Source : source;
            secrets = new RlpxSecrets(secrets.Aes, First(before.Secrets.Mac, secrets.Mac), First(before.Secrets.InitiatorNonce, secrets.InitiatorNonce), First(before.Secrets.RecipientNonce, secrets.RecipientNonce));
            initiator = before.Initiator ?? initiator;
            recipient = before.Recipient ?? recipient;
        }

        _changed = true;
        _byKey[key] = new SessionSecret(secrets, initiator, recipient, source);
    }

    private static ReadOnlySpan<byte> First(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => one.IsEmpty ? other : one;

    private void Publish()
    {
        // Who waits for a secret need not look again.
        if (!_changed) { return; }
        _changed = false;
        SessionSecret[] all = [.. _byKey.Values];
        var byFirstBlock = new Dictionary<ulong, SessionSecret>(all.Length);
        var withoutEnds = new List<SessionSecret>();
        var byEnds = new Dictionary<(FlowEnd, FlowEnd), List<SessionSecret>>(all.Length);
        foreach (SessionSecret secret in all)
        {
            byFirstBlock[secret.FirstBlock] = secret;
            if (secret.Initiator is null) { withoutEnds.Add(secret); }
            if (secret is not { Initiator: { } initiator, Recipient: { } recipient }) { continue; }
            (FlowEnd, FlowEnd) ends = PairOf(initiator, recipient);
            if (!byEnds.TryGetValue(ends, out List<SessionSecret>? same)) { byEnds.Add(ends, same = new List<SessionSecret>(1)); }
            same.Add(secret);
        }

        _tables = new Tables(all, byFirstBlock, [.. withoutEnds], byEnds);
        Version++;
    }

    private void Report(string file, int line, string message)
    {
        if (_problems.Count < 1000) { _problems.Add(new SecretProblem(file, line, message)); }
    }

    private sealed record Tables(SessionSecret[] All, Dictionary<ulong, SessionSecret> ByFirstBlock, SessionSecret[] WithoutEnds, Dictionary<(FlowEnd, FlowEnd), List<SessionSecret>> ByEnds);
}
