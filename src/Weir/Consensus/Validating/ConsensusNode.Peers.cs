using Weir.Consensus.Chain;
using Weir.Consensus.Ibft;
using Weir.Consensus.Peers;
using Weir.Telemetry;
using Weir.Wire;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating;

/// <summary>What comes from peers, and what they ask for.</summary>
internal sealed partial class ConsensusNode : IPeerHost
{
    private const int EarlyLimit = 4096;

    /// <summary>Bytes of transactions that go in one message, as in the original.</summary>
    private const int PackBytes = 100 * 1024;

    private const int HeaderLimit = 192;
    private const int BodyLimit = 128;
    private const int AnswerLimit = 2 << 20;

    internal IChain Chain => _chain;

    internal IbftMachine Machine => _machine;

    internal IReadOnlyCollection<PeerTrack> Tracks => _tracks.Values;

    internal TransactionPool Pool => _pool;

    internal bool IsSyncing => _sync.IsRunning;

    internal ulong NetworkId => _options.NetworkId;

    Devp2pStatus IPeerHost.Status(ulong version)
    {
        BlockHeader head = _chain.Head.Header;
        return new Devp2pStatus
        {
            ProtocolVersion = version, NetworkId = _options.NetworkId, TotalDifficulty = head.Number + 1UL, Head = head.Hash,
            Genesis = _chain.Genesis.Block.Header.Hash, ChainId = _chain.Genesis.ChainId,
        };
    }

    // Endpoints and proxies follow the chain without a vote (klaytn-ibft 2.5).
    bool IPeerHost.IsWelcome(EthereumAddress address, byte type) => type is 1 or 2 || (type == 0 && Volatile.Read(ref _welcome).Contains(address));

    ValueTask IPeerHost.JoinAsync(Peer peer) => PostAsync(() =>
    {
        // Of two sessions with one node the server ended one before the other began; its news may come last, and would take the place of the one that stays.
        if (peer.HasEnded) { return; }
        ulong head = peer.Status is { } status && status.TotalDifficulty > 0 ? (ulong)(System.Numerics.BigInteger.Min(status.TotalDifficulty, ulong.MaxValue) - 1) : 0;
        _tracks[peer.Address] = new PeerTrack(peer, head);
        _options.Log.PeerJoined(peer.Address, peer.Main.Remote, peer.Version, head);
        Note($"joined {peer.Address} at {peer.Main.Remote}, {PeerIdentity.Protocol}/{peer.Version}, {peer.ChannelCount} channel{(peer.ChannelCount == 1 ? "" : "s")}, {(peer.IsOutbound ? "dialed" : "accepted")}, head {head}");
        LookForBlocks(TimeSpan.Zero);
    });

    ValueTask IPeerHost.LeaveAsync(Peer peer, DisconnectReason reason, string why) => PostAsync(() =>
    {
        if (_tracks.TryGetValue(peer.Address, out PeerTrack? track) && track.Peer == peer) { _tracks.Remove(peer.Address); }
        _sync.Leave(peer);
        _options.Log.PeerLost(peer.Address, why, (int)reason, peer.Dropped);
        Note($"lost {peer.Address}: {why}{(peer.Dropped > 0 ? $"; {peer.Dropped} messages to it were dropped" : "")}");
    });

    ValueTask IPeerHost.ReceiveAsync(Peer peer, WireMessage message, CancellationToken cancellation) => _events.Writer.WriteAsync(() => Take(peer, message), cancellation);

    void IPeerHost.Wrote(Peer peer, WireMessage message) => _options.Messages?.Add(isOut: true, peer.Address, message);

    void IPeerHost.Opened(RlpxChannel channel)
    {
        try { _options.Secrets?.Add(channel); }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Note($"the secrets of a session could not be written: {fault.Message}");
        }
    }

    void IPeerHost.Note(string what) => Note(what);

    /// <summary>Sessions come and go while the loop is busy; their news must not be lost, and wait as long as it takes.</summary>
    private async ValueTask PostAsync(Action action)
    {
        try { await _events.Writer.WriteAsync(action, CancellationToken.None).ConfigureAwait(false); }
        catch (System.Threading.Channels.ChannelClosedException closed)
        {
            // The node ends, and its sessions with it.
            _ = closed;
        }
    }

    private void Take(Peer peer, WireMessage message)
    {
        _options.Messages?.Add(isOut: false, peer.Address, message);
        if (!_tracks.TryGetValue(peer.Address, out PeerTrack? track) || track.Peer != peer) { return; }
        if (message.Code == Devp2pCodes.Consensus)
        {
            TakeConsensus(track, message);
            return;
        }

        if (!Devp2pMessage.TryRead(message.Code, message.Payload.Span, out IDescribed? value, out string? error))
        {
            peer.End(DisconnectReason.SubprotocolError, error!);
            return;
        }

        switch (value)
        {
            case Devp2pNewBlock block: TakeBlock(track, block); break;
            case Devp2pNewBlockHashes hashes: TakeHashes(track, hashes); break;
            case Devp2pHeadersRequest request: Answer(peer, request); break;
            case Devp2pHeaders { IsBare: false } headers: _sync.Take(peer, headers); break;
            case Devp2pBodies bodies when message.Code == Devp2pCodes.Bodies: _sync.Take(peer, bodies); break;
            case Devp2pTransactions: TakeTransactions(track, message.Payload); break;
            case Devp2pHashes hashes: Answer(peer, message.Code, hashes); break;
        }
    }

    private void TakeConsensus(PeerTrack from, WireMessage message)
    {
        if (!IbftMessage.TryReadPayload(message.Payload.Span, out _, out ReadOnlySpan<byte> payload))
        {
            from.Peer.End(DisconnectReason.SubprotocolError, "a consensus message cannot be read");
            return;
        }

        RlpWriter writer = new(payload.Length + 8);
        writer.Write(payload);
        if (!_gossip.IsFirst(from, Hash256.Keccak(writer.WrittenSpan))) { return; }
        if (!IbftMessage.TryRead(message.Payload.Span, out IbftMessage? read, out string? error))
        {
            _options.Log.MessageDropped(from.Peer.Address, error);
            Note($"a consensus message of {from.Peer.Address} is dropped: {error}");
            return;
        }

        if (_isDeciding) { _machine.Receive(read!); }
        else if (_early.Count < EarlyLimit) { _early.Add(read!); }
    }

    private static void TakeHashes(PeerTrack from, Devp2pNewBlockHashes message)
    {
        foreach (Devp2pBlockId id in message.Blocks)
        {
            from.Blocks.Add(id.Hash);
            from.Head = Math.Max(from.Head, id.Number);
        }
    }

    private void TakeTransactions(PeerTrack from, ReadOnlyMemory<byte> payload)
    {
        RlpReader outer = new(payload.Span);
        if (!outer.TryReadList(out RlpReader items)) { return; }
        var taken = new List<Transaction>();
        while (TransactionItems.TryRead(ref items, out ReadOnlySpan<byte> one))
        {
            if (!Transaction.TryRead(one.ToArray(), out Transaction? transaction, out _)) { continue; }
            from.Transactions.Add(transaction!.Hash);
            if (TakeIn(transaction) is null) { taken.Add(transaction); }
        }

        Relay(taken);
    }

    internal string? TakeTransaction(ReadOnlyMemory<byte> encoded)
    {
        if (!Transaction.TryRead(encoded, out Transaction? transaction, out string? error)) { return error; }
        string? refused = TakeIn(transaction!);
        if (refused is null) { Relay([transaction!]); }
        return refused;
    }

    /// <summary>Puts a transaction into the pool; gives why not.</summary>
    private string? TakeIn(Transaction transaction)
    {
        if (!transaction.TryGetSender(_curve, _chain.Genesis.ChainId, out EthereumAddress sender)) { return "the signature gives no sender on this chain"; }
        ulong nonce = _chain.State.Find(sender)?.Nonce ?? 0;
        if (transaction.Nonce < nonce) { return $"nonce {transaction.Nonce} is used: the next is {nonce}"; }
        return _pool.TryAdd(transaction) ? null : "it is known already, or too many wait";
    }

    /// <summary>Tells each peer of the transactions that it is not known to have, in as few messages as they fit in: what else is said would wait behind many.</summary>
    private void Relay(List<Transaction> transactions)
    {
        if (transactions.Count == 0) { return; }
        foreach (PeerTrack peer in _tracks.Values)
        {
            List<Transaction> unknown = transactions.FindAll(one => peer.Transactions.Add(one.Hash));
            for (int first = 0, next; first < unknown.Count; first = next)
            {
                var writer = new RlpWriter(unknown[first].Encoded.Length + 8);
                int list = writer.BeginList(), bytes = 0;
                for (next = first; next < unknown.Count && (next == first || bytes + unknown[next].Encoded.Length <= PackBytes); next++)
                {
                    writer.WriteEncoded(unknown[next].Encoded.Span);
                    bytes += unknown[next].Encoded.Length;
                }

                writer.EndList(list);
                peer.Peer.TrySend(new WireMessage(Devp2pCodes.Transactions, writer.ToArray()));
            }
        }
    }

    private void Answer(Peer peer, Devp2pHeadersRequest request)
    {
        var headers = new List<BlockHeader>();
        ulong number = request.OriginNumber;
        if (request.OriginHash is { } hash)
        {
            if (!_chain.TryGet(hash, out Block? origin)) { number = ulong.MaxValue; } else { number = origin!.Header.Number; }
        }

        ulong step = request.Skip >= ulong.MaxValue / 2 ? ulong.MaxValue / 2 : request.Skip + 1;
        while (headers.Count < HeaderLimit && (ulong)headers.Count < request.Amount && number <= Head.Number && _chain.TryGet(number, out Block? block))
        {
            headers.Add(block!.Header);
            if (request.IsReverse && number < step) { break; }
            number = request.IsReverse ? number - step : number + step;
        }

        peer.TrySend(new WireMessage(Devp2pCodes.Headers, new Devp2pHeaders { Headers = headers }.Encode()));
    }

    private void Answer(Peer peer, ulong code, Devp2pHashes request)
    {
        switch (code)
        {
            case Devp2pCodes.HeaderFetchRequest when _chain.TryGet(request.Hashes[0], out Block? block):
                peer.TrySend(new WireMessage(Devp2pCodes.HeaderFetchResponse, new Devp2pHeaders { Headers = [block!.Header], IsBare = true }.Encode()));
                break;
            case Devp2pCodes.BodiesFetchRequest or Devp2pCodes.BodiesRequest:
                ulong answer = code == Devp2pCodes.BodiesRequest ? Devp2pCodes.Bodies : (ulong)Devp2pCodes.BodiesFetchResponse;
                peer.TrySend(new WireMessage(answer, Devp2pBodies.Of(Bodies(request.Hashes)).Encode()));
                break;
            case Devp2pCodes.ReceiptsRequest:
                peer.TrySend(new WireMessage(Devp2pCodes.Receipts, Receipts(request.Hashes)));
                break;
            case Devp2pCodes.NodeDataRequest:
                peer.TrySend(new WireMessage(Devp2pCodes.NodeData, NodeData(request.Hashes)));
                break;
            case Devp2pCodes.StakingInfoRequest:
                peer.End(DisconnectReason.SubprotocolError, "it asks for stakes, and there are none on this chain");
                break;
        }
    }

    private List<ReadOnlyMemory<byte>> Bodies(IReadOnlyList<Hash256> hashes)
    {
        var bodies = new List<ReadOnlyMemory<byte>>();
        int bytes = 0;
        foreach (Hash256 hash in hashes)
        {
            if (bodies.Count == BodyLimit || bytes > AnswerLimit) { break; }
            if (!_chain.TryGet(hash, out Block? block)) { continue; }
            byte[] body = block!.Transactions.Remaining.ToArray();
            bytes += body.Length;
            bodies.Add(body);
        }

        return bodies;
    }

    private byte[] NodeData(IReadOnlyList<Hash256> hashes)
    {
        var writer = new RlpWriter(4096);
        int list = writer.BeginList();
        foreach (byte[] node in _states.Find(hashes)) { writer.Write(node); }
        writer.EndList(list);
        return writer.ToArray();
    }

    private byte[] Receipts(IReadOnlyList<Hash256> hashes)
    {
        var writer = new RlpWriter(4096);
        int list = writer.BeginList();
        foreach (Hash256 hash in hashes.Take(256))
        {
            if (writer.Length > AnswerLimit || !_chain.TryGet(hash, out Block? block) || !_chain.TryGetReceipts(block!.Header.Number, out IReadOnlyList<ReadOnlyMemory<byte>> receipts)) { continue; }
            int one = writer.BeginList();
            foreach (ReadOnlyMemory<byte> receipt in receipts) { writer.WriteEncoded(receipt.Span); }
            writer.EndList(one);
        }

        writer.EndList(list);
        return writer.ToArray();
    }
}
