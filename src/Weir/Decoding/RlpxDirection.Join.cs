using System.Diagnostics.CodeAnalysis;
using Weir.Wire.Ethereum;
using Weir.Wire.Frames;

namespace Weir.Decoding;

/// <summary>Finding a secret, and a place in its keystream, for a stream that begins in the middle of a session.</summary>
internal sealed partial class RlpxDirection
{
    private readonly List<(byte[] Bytes, Origin Origin)> _pieces = [];
    private int _piecesLength;
    private int _attempt;
    private int _triedVersion;
    private int _triedLength;
    private ulong _triedBlocks;
    private List<SessionSecret> _tried = [];
    private bool _startsMidStream;
    private bool _triedOwnSecret;
    private int _windows;

    /// <summary>Windows of <see cref="DecodingOptions.JoinBytes"/> that are searched after the first one: together 4 MiB, more than the largest block that is in use.</summary>
    private const int MaxWindows = 64;

    /// <summary>Bytes that must have come for each attempt, and how many keystream blocks it searches. The first segment of a session nearly always begins with a header.</summary>
    private static readonly (int Bytes, int Blocks)[] Attempts = [(32, 1 << 14), (256, 1 << 15), (1024, 1 << 16), (4096, 1 << 17), (16 << 10, 1 << 20), (64 << 10, 1 << 20)];

    private void BeginJoin()
    {
        OpenDoubt(0, "no secret fits");
        if (_length > 0)
        {
            _pieces.Add((_buffer.AsSpan(0, _length).ToArray(), new Origin(_firstFrame, _lastTime, _frameOffset)));
            _piecesLength = _length;
            _length = 0;
        }

        _job = null;
        _state = State.Join;
    }

    private int Join(ReadOnlySpan<byte> bytes, Origin origin)
    {
        OpenDoubt(bytes.Length, "joined in the middle");
        _pieces.Add((bytes.ToArray(), origin));
        _piecesLength += bytes.Length;
        while (_state == State.Join && IsDue()) { TryJoin(isLast: false); }
        if (_state == State.Join && _piecesLength > _stage.Options.JoinBytes)
        {
            _state = State.Stale;
            ForgetPieces();
        }

        if (_state == State.Join) { _stage.Joining.Add(this); } else { _stage.Joining.Remove(this); }
        return bytes.Length;
    }

    /// <summary>Tries the secrets that have come, for a stream of which no further byte may come for long.</summary>
    public void LookAgain()
    {
        while (_state == State.Join && IsDue()) { TryJoin(isLast: false); }
        if (_state != State.Join) { _stage.Joining.Remove(this); }
    }

    /// <summary>
    /// The stream was given up. It is looked at again when secrets have come, and for some more windows when its secret is known by name or by the other direction: a large block may hide
    /// the next header.
    /// </summary>
    private int Stale(ReadOnlySpan<byte> bytes, Origin origin)
    {
        if (_stage.Secrets is { } store)
        {
            bool isNew = store.Version != _triedVersion || (conversation.Secret is not null && !_triedOwnSecret);
            if (isNew || (_windows < MaxWindows && (conversation.Secret is not null || conversation.IsNamed)))
            {
                _windows += isNew ? 0 : 1;
                _attempt = isNew ? 0 : Attempts.Length - 1;
                _state = State.Join;
                return 0;
            }
        }

        OpenDoubt(bytes.Length, "no secret fits");
        _windows = MaxWindows;
        return bytes.Length;
    }

    // Another try is worth while when more bytes are there, when secrets have come, or when the other direction found the secret of both.
    private bool IsDue()
    {
        if (_piecesLength < Attempts[0].Bytes || _stage.Secrets is not { } store) { return false; }
        if (conversation.Secret is not null && !_triedOwnSecret) { return true; }
        return store.Version != _triedVersion || (_attempt < Attempts.Length && _piecesLength >= Attempts[_attempt].Bytes);
    }

    private void TryJoin(bool isLast)
    {
        SecretStore store = _stage.Secrets!;
        List<SessionSecret> candidates = conversation.Secret is { } own ? [own] : Unused(store.CandidatesFor(conversation.Conversation));
        _triedOwnSecret = conversation.Secret is not null;
        _triedVersion = store.Version;
        ulong blocks = Math.Min((ulong)Math.Min(Attempts[Math.Min(_attempt, Attempts.Length - 1)].Blocks, _stage.Options.JoinBlocks), HighestBlocks());
        if (candidates.Count == 1 || isLast)
        {
            // As deep as allowed at once; again only when more bytes are there.
            blocks = Math.Min((ulong)_stage.Options.JoinBlocks, HighestBlocks());
            while (_attempt < Attempts.Length && _piecesLength >= Attempts[_attempt].Bytes) { _attempt++; }
        }
        else if (_attempt < Attempts.Length && _piecesLength >= Attempts[_attempt].Bytes)
        {
            _attempt++;
        }

        // Secrets of other sessions come by the hundred while a network begins, and then this stream has nothing new to look for.
        if (candidates.Count == 0 || (_piecesLength == _triedLength && blocks <= _triedBlocks && candidates.SequenceEqual(_tried))) { return; }
        (_triedLength, _triedBlocks, _tried) = (_piecesLength, blocks, candidates);
        if (!TryFind(candidates, blocks, out SessionSecret? secret, out ulong counter, out int position)) { return; }

        conversation.Join(secret);
        _counter = counter;
        _state = State.Frames;
        _stage.Balance.Add(Waypoint.BytesSkipped, position);
        (byte[] Bytes, Origin Origin)[] pieces = [.. _pieces];
        ForgetPieces();
        foreach ((byte[] bytes, Origin origin) in pieces)
        {
            int skip = Math.Min(position, bytes.Length);
            position -= skip;
            Data(bytes.AsSpan(skip), origin with { Offset = origin.Offset + skip });
        }
    }

    private bool TryFind(List<SessionSecret> candidates, ulong blocks, [NotNullWhen(true)] out SessionSecret? secret, out ulong counter, out int position)
    {
        using var search = new KeystreamSearch(Window());
        _stage.BlocksSearched += (long)blocks * candidates.Count;
        if (search.TryFind(candidates, 0, blocks, out secret, out counter, out position)) { return true; }
        // A window in which nothing was found is more likely one of an old session than one without a header, so each further one is also searched for places that much later.
        ulong first = (ulong)_windows * (ulong)_stage.Options.JoinBlocks;
        if (first == 0 || first >= HighestBlocks() || candidates.Count > 1) { return false; }
        blocks = Math.Min((ulong)_stage.Options.JoinBlocks, HighestBlocks() - first);
        _stage.BlocksSearched += (long)blocks;
        return search.TryFind(candidates, first, blocks, out secret, out counter, out position);
    }

    /// <summary>
    /// Blocks of keystream that the last header of what is kept can have before it, its own included. Where the stream's begin was captured, each of them took at least its size on the wire.
    /// </summary>
    private ulong HighestBlocks() => _startsMidStream || _pieces.Count == 0 ? ulong.MaxValue : ((ulong)(_pieces[0].Origin.Offset + _piecesLength) / Aes256.BlockSize) + 1;

    private List<SessionSecret> Unused(IReadOnlyList<SessionSecret> candidates)
    {
        // A key is one session's: those that other streams of this point use already need not be searched, nor those of sessions between hosts that are known here.
        var unused = new List<SessionSecret>(Math.Min(candidates.Count, 4));
        foreach (SessionSecret secret in candidates)
        {
            if (secret.IsOf(conversation.Conversation) || (!_stage.KeysInUse.Contains(secret.Key) && !IsOfOthers(secret))) { unused.Add(secret); }
        }

        return unused;
    }

    // Ends that a translator of addresses changed are not known here, both of them.
    private bool IsOfOthers(SessionSecret secret) =>
        secret is { Initiator: { } initiator, Recipient: { } recipient } && _stage.Hosts.Contains(initiator.Address) && _stage.Hosts.Contains(recipient.Address)
        && !IsBetween(initiator.Address, recipient.Address, conversation.Conversation) && !IsBetween(recipient.Address, initiator.Address, conversation.Conversation);

    private static bool IsBetween(IpAddress one, IpAddress other, Conversation conversation) => conversation.Client.Address == one && conversation.Server.Address == other;

    private ReadOnlySpan<byte> Window()
    {
        if (_pieces is [(var only, _)]) { return only; }
        byte[] window = new byte[_piecesLength];
        int at = 0;
        foreach ((byte[] bytes, _) in _pieces)
        {
            bytes.CopyTo(window, at);
            at += bytes.Length;
        }

        return window;
    }

    private void ForgetPieces()
    {
        _pieces.Clear();
        _piecesLength = 0;
        _triedLength = 0;
    }

    private void EndWithoutSecret(in Chunk chunk)
    {
        if (_state == State.Join && _piecesLength >= RlpxHeader.Size && _stage.Secrets is not null)
        {
            TryJoin(isLast: true);
            if (_state == State.Frames) { return; }
        }

        if (!conversation.IsLikely)
        {
            DropDoubt();
            return;
        }

        _stage.Balance.Add(Waypoint.StreamsWithoutSecret);
        OpenDoubt(0, "no secret fits");
        _doubtFrom = conversation.Conversation.Begin;
    }
}
