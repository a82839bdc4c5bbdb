using Weir.Consensus.Chain;
using Weir.Consensus.Peers;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating;

/// <summary>
/// Fetches the blocks that a node lacks from one peer at a time (klaytn-state 8.3): headers from the one after the head on, bodies of those that have transactions, and each block checked and inserted, until the peer has no more. Not safe
/// for use by two threads at once.
/// </summary>
internal sealed class BlockSync
{
    private const ulong HeaderLimit = 192;
    private const int BodyLimit = 128;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly IChain _chain;
    private readonly Agenda _agenda;
    private readonly Func<Block, Peer, bool> _insert;
    private readonly Action<ulong> _ended;
    private readonly Queue<BlockHeader> _headers = new();
    private readonly Queue<BlockHeader> _asked = new();
    private readonly Dictionary<Hash256, ReadOnlyMemory<byte>> _bodies = [];
    private PeerTrack? _partner;
    private AgendaItem? _timeout;
    private bool _expectsHeaders;
    private ulong _began;
    private ulong _headAsked;

    /// <summary>Makes it; <see cref="Begin"/> starts it.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="agenda">The node's agenda.</param>
    /// <param name="insert">Inserts a block of a peer; false when it is not taken.</param>
    /// <param name="ended">Told when no more come, with the number of blocks that came.</param>
    public BlockSync(IChain chain, Agenda agenda, Func<Block, Peer, bool> insert, Action<ulong> ended)
    {
        _chain = chain;
        _agenda = agenda;
        _insert = insert;
        _ended = ended;
    }

    /// <summary>True while blocks are fetched.</summary>
    public bool IsRunning => _partner is not null;

    /// <summary>Begins to fetch from a peer; does nothing while it fetches already.</summary>
    public void Begin(PeerTrack partner)
    {
        if (IsRunning) { return; }
        _partner = partner;
        _began = _chain.Head.Header.Number;
        AskHeaders();
    }

    /// <summary>A session is over; when blocks were fetched over it, that is over too.</summary>
    public void Leave(Peer peer)
    {
        if (_partner?.Peer == peer) { End(); }
    }

    /// <summary>Headers came.</summary>
    public void Take(Peer from, Devp2pHeaders message)
    {
        if (_partner?.Peer != from || !_expectsHeaders) { return; }
        _expectsHeaders = false;
        BlockHeader last = _chain.Head.Header;
        if (message.Headers.Count == 0)
        {
            // It told of blocks that it does not have, or had them only until now; what it has is known now.
            _partner.Head = Math.Min(_partner.Head, last.Number);
            End();
            return;
        }

        foreach (BlockHeader header in message.Headers)
        {
            if (header.Number <= last.Number) { continue; }
            if (header.Number != last.Number + 1 || header.ParentHash != last.Hash)
            {
                Fail($"block {header.Number} does not follow block {last.Number}");
                return;
            }

            _headers.Enqueue(header);
            last = header;
        }

        Proceed();
    }

    /// <summary>Bodies came.</summary>
    public void Take(Peer from, Devp2pBodies message)
    {
        if (_partner?.Peer != from || _asked.Count == 0) { return; }
        foreach (ReadOnlyMemory<byte> body in message.Transactions)
        {
            // Answers keep the order of the request and leave out what is unknown.
            Hash256 root = RootOf(body);
            while (_asked.TryDequeue(out BlockHeader? header))
            {
                if (header.TxHash != root) { continue; }
                _bodies[header.Hash] = body;
                break;
            }
        }

        _asked.Clear();
        Proceed();
    }

    private void AskHeaders()
    {
        _expectsHeaders = true;
        _headAsked = _chain.Head.Header.Number;
        var request = new Devp2pHeadersRequest { OriginNumber = _chain.Head.Header.Number + 1, Amount = HeaderLimit };
        Ask(new WireMessage(Devp2pCodes.HeadersRequest, request.Encode()));
    }

    private void Ask(WireMessage request)
    {
        _timeout?.Cancel();
        _timeout = _agenda.Add(s_patience, () => Fail("it does not answer"));
        _partner!.Peer.TrySend(request);
    }

    private void Proceed()
    {
        Hash256 empty = RootOf(default);
        while (_headers.TryPeek(out BlockHeader? header))
        {
            ReadOnlyMemory<byte> body = default;
            if (header.TxHash != empty && !_bodies.Remove(header.Hash, out body))
            {
                if (_asked.Count == 0 && _bodies.Count == 0 && !AskBodies(empty)) { Fail($"it does not give the transactions of block {header.Number}"); }
                return;
            }

            _headers.Dequeue();
            if (!_insert(new Block(header, body), _partner!.Peer))
            {
                End();
                return;
            }
        }

        // Blocks from the future, which the chain takes later, would come again and again.
        if (_chain.Head.Header.Number == _headAsked) { End(); }
        else { AskHeaders(); }
    }

    /// <summary>Asks for the transactions of the next headers; false when they were asked for before and did not come.</summary>
    private bool AskBodies(Hash256 empty)
    {
        if (_headers.Peek() == _lastAsked) { return false; }
        _lastAsked = _headers.Peek();
        foreach (BlockHeader header in _headers.Where(header => header.TxHash != empty).Take(BodyLimit)) { _asked.Enqueue(header); }
        Ask(new WireMessage(Devp2pCodes.BodiesRequest, new Devp2pHashes { Hashes = [.. _asked.Select(header => header.Hash)] }.Encode()));
        return true;
    }

    private BlockHeader? _lastAsked;

    private Hash256 RootOf(ReadOnlyMemory<byte> body)
    {
        var items = new List<ReadOnlyMemory<byte>>();
        RlpReader reader = new(body.Span);
        while (TransactionItems.TryRead(ref reader, out ReadOnlySpan<byte> one)) { items.Add(one.ToArray()); }
        return ListRoot.Compute(_chain.Parameters.ListRootRule, items);
    }

    private void Fail(string why)
    {
        _partner?.Peer.End(DisconnectReason.SubprotocolError, "fetching blocks: " + why);
        End();
    }

    private void End()
    {
        _timeout?.Cancel();
        _timeout = null;
        _partner = null;
        _expectsHeaders = false;
        _lastAsked = null;
        _headers.Clear();
        _asked.Clear();
        _bodies.Clear();
        _ended(_chain.Head.Header.Number - _began);
    }
}
