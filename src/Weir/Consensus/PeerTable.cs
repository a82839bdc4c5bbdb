using Weir.Wire.Ethereum;
using Weir.Wire.Frames;

namespace Weir.Consensus;

/// <summary>Small numbers for the network addresses, links and senders of one point, with their names.</summary>
internal sealed class PeerTable(string ownNode, NodeTable nodes, int maxPeers)
{
    private readonly int _limit = Math.Min(maxPeers, PeerRanks.Limit);
    private readonly Dictionary<IpAddress, int> _endNumbers = [];
    private readonly List<IpAddress> _ends = [];
    private readonly List<int> _endSessions = [];
    private readonly Dictionary<long, int> _linkNumbers = [];
    private readonly List<(int From, int To)> _links = [];
    private readonly Dictionary<EthereumAddress, int> _senderNumbers = [];
    private readonly List<EthereumAddress> _senders = [];
    private readonly List<string?> _senderNames = [];
    private readonly List<string?> _endNames = [];
    private readonly List<ulong> _endHeads = [];
    private PeerRanks? _ranks;
    private int? _own;

    /// <summary>Number of the end with this address; -1 when the limit is reached.</summary>
    public int End(IpAddress address)
    {
        if (_endNumbers.TryGetValue(address, out int number)) { return number; }
        if (_ends.Count >= _limit) { return -1; }
        number = _ends.Count;
        _ends.Add(address);
        _endSessions.Add(0);
        _endHeads.Add(0);
        _endNames.Add(null);
        _endNumbers.Add(address, number);
        return number;
    }

    /// <summary>Number of the link between two ends; -1 when the limit is reached.</summary>
    public int Link(int from, int to)
    {
        long key = ((long)from << 32) | (uint)to;
        if (_linkNumbers.TryGetValue(key, out int number)) { return number; }
        if (_links.Count >= _limit) { return -1; }
        number = _links.Count;
        _links.Add((from, to));
        _linkNumbers.Add(key, number);
        return number;
    }

    /// <summary>Number of a claimed sender; -1 when the limit is reached.</summary>
    public int Sender(EthereumAddress address)
    {
        if (_senderNumbers.TryGetValue(address, out int number)) { return number; }
        if (_senders.Count >= _limit) { return -1; }
        number = _senders.Count;
        _senders.Add(address);
        _senderNames.Add(null);
        _senderNumbers.Add(address, number);
        return number;
    }

    public void CountSession(int client, int server)
    {
        _endSessions[client]++;
        _endSessions[server]++;
    }

    /// <summary>Notes that an end announced a block: it is then done with deciding it.</summary>
    public void SeeHead(int end, ulong number) => _endHeads[end] = Math.Max(_endHeads[end], number);

    /// <summary>The highest block that an end announced, 0 when none.</summary>
    public ulong Head(int end) => _endHeads[end];

    /// <summary>The consensus address of the node at an end; null when the table of nodes does not tell.</summary>
    public EthereumAddress? AddressOf(int end) => nodes.Find(_ends[end])?.Address;

    public EthereumAddress SenderAddress(int number) => _senders[number];

    public string SenderName(int number) => _senderNames[number] ??= nodes.NameOf(_senders[number]);

    public string EndName(int number) => _endNames[number] ??= nodes.NameOf(_ends[number]);

    public IpAddress EndAddress(int number) => _ends[number];

    /// <summary>
    /// The end that is the point's own node: the one of that name in the table of nodes, else the one with more connections than any other; -1 when several have as many.
    /// </summary>
    public int Own()
    {
        if (_own is { } known) { return known; }
        bool isNamed = false;
        foreach (Node node in nodes.Nodes)
        {
            // A node may stand there once for each of its addresses.
            if (node.Name != ownNode || node.Ip is not { } ip) { continue; }
            isNamed = true;
            if (_endNumbers.TryGetValue(ip, out int named)) { return (_own = named).Value; }
        }

        if (isNamed) { return -1; }
        int best = -1;
        bool tie = false;
        for (int i = 0; i < _ends.Count; i++)
        {
            if (best < 0 || _endSessions[i] > _endSessions[best]) { best = i; tie = false; }
            else if (_endSessions[i] == _endSessions[best]) { tie = true; }
        }

        return tie ? -1 : best;
    }

    /// <summary>Fixes the own node: blocks that are closed have been counted with it.</summary>
    public int FixOwn()
    {
        int own = Own();
        _own = own;
        return own;
    }

    /// <summary>Direction and peer's name of a link, seen from <paramref name="own"/>.</summary>
    private (PointDirection Direction, string Peer) View(int link, int own)
    {
        (int from, int to) = _links[link];
        if (own >= 0 && to == own) { return (PointDirection.In, EndName(from)); }
        if (own >= 0 && from == own) { return (PointDirection.Out, EndName(to)); }
        return (PointDirection.Transit, EndName(from) + ">" + EndName(to));
    }

    /// <summary>The ranks of all links and senders so far, seen from <paramref name="own"/>.</summary>
    public PeerRanks Ranks(int own)
    {
        if (_ranks is { } known && known.Own == own && known.Links.Length == _links.Count && known.Senders.Length == _senders.Count) { return known; }
        var views = new PointDirection[_links.Count];
        var names = new string[_links.Count];
        for (int i = 0; i < names.Length; i++) { (views[i], names[i]) = View(i, own); }
        ushort[] links = PeerRanks.Of(names);
        for (int i = 0; i < links.Length; i++) { links[i] |= (ushort)((int)views[i] << 14); }
        var senders = new string[_senders.Count];
        for (int i = 0; i < senders.Length; i++) { senders[i] = SenderName(i); }
        return _ranks = new PeerRanks(own, links, names, PeerRanks.Of(senders));
    }
}
