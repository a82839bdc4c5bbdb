using System.Net;
using System.Net.Sockets;
using Weir.Telemetry;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Peers;

/// <summary>From a connection to a session: opening, hello, and which of two sessions with the same node stays.</summary>
internal sealed partial class PeerServer
{
    private static readonly TimeSpan s_helloLimit = TimeSpan.FromSeconds(30);

    /// <summary>Opens a connection in either role and passes the hellos. On a fault the connection is closed, and the peer was told why where that is usual.</summary>
    private async Task<(RlpxChannel Connection, Devp2pHello Hello)> OpenAsync(Socket socket, NodeUrl? dialed)
    {
        RlpxChannel connection;
        using (var limit = new CancellationTokenSource(RlpxOpening.Limit, _clock))
        using (var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _end.Token))
        {
            connection = dialed is null
                ? await RlpxOpening.AcceptAsync(socket, _self, _clock, both.Token).ConfigureAwait(false)
                : await RlpxOpening.DialAsync(socket, _self, dialed.Id, _clock, both.Token).ConfigureAwait(false);
        }

        _host.Opened(connection);
        try
        {
            using var limit = new CancellationTokenSource(s_helloLimit, _clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _end.Token);
            try
            {
                Devp2pHello hello = await GreetAsync(connection, both.Token).ConfigureAwait(false);
                connection.Compress();
                return (connection, hello);
            }
            catch (PeerException fault) when (fault.Reason != DisconnectReason.NetworkError)
            {
                // Behind one's own hello everything is compressed (klaytn-ibft 1.6).
                connection.Compress();
                await connection.WriteAsync(new WireMessage(Devp2pCodes.Disconnect, new Devp2pDisconnect { Reason = (ulong)fault.Reason }.Encode()), both.Token).ConfigureAwait(false);
                throw;
            }
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private async Task<Devp2pHello> GreetAsync(RlpxChannel connection, CancellationToken cancellation)
    {
        await connection.WriteAsync(new WireMessage(Devp2pCodes.Hello, _self.Hello(Ports).Encode()), cancellation).ConfigureAwait(false);
        WireMessage first = await connection.ReadAsync(cancellation).ConfigureAwait(false);
        if (first.Code == Devp2pCodes.Disconnect)
        {
            string reason = Devp2pDisconnect.TryRead(first.Payload.Span, out Devp2pDisconnect? disconnect) ? disconnect!.Text : "no reason";
            throw new PeerException(DisconnectReason.NetworkError, $"the peer does not want the session: {reason}");
        }

        if (first.Code != Devp2pCodes.Hello || !Devp2pHello.TryRead(first.Payload.Span, out Devp2pHello? hello))
        {
            throw new PeerException(DisconnectReason.ProtocolBreach, "the first message is no hello");
        }

        if (!hello!.Compresses) { throw new PeerException(DisconnectReason.IncompatibleVersion, $"the peer speaks version {hello.Version} of the base protocol, not 5"); }
        if (!hello.Id.Span.SequenceEqual(connection.RemoteId)) { throw new PeerException(DisconnectReason.UnexpectedIdentity, "the hello names another node than the handshake"); }
        if (_self.CommonVersion(hello) == 0) { throw new PeerException(DisconnectReason.UselessPeer, $"the peer offers {string.Join(", ", hello.Capabilities)}, no istanbul of {string.Join(", ", _self.Versions)}"); }
        return hello;
    }

    private void TakeInbound(RlpxChannel connection, Devp2pHello hello, int channel)
    {
        EthereumAddress address = EthereumAddress.FromPublicKey(connection.RemoteId);
        RlpxChannel[]? whole = [connection];
        HalfPeer? given = null;
        lock (_lock)
        {
            if (_self.IsMultichannel && hello.IsMultichannel)
            {
                if (!_halves.TryGetValue(address, out HalfPeer? half))
                {
                    // Whoever has a key can come here; each address has one place, and there are not more than sessions may be.
                    if (_halves.Count >= _options.PeerLimit) { given = _halves.First().Value; _halves.Remove(_halves.First().Key); }
                    _halves.Add(address, half = new HalfPeer(_listeners.Length));
                }

                half.Add(channel, connection, hello);
                whole = half.Whole;
                if (whole is not null) { _halves.Remove(address); }
            }
        }

        given?.Close();
        if (whole is not null) { Track(RunAsync(new Peer(_host, hello, _self.CommonVersion(hello), whole, _clock))); }
    }

    /// <summary>Runs a session to its end, unless there is one with this node already.</summary>
    private async Task RunAsync(Peer peer)
    {
        if (Refuse(peer) is var (reason, why) && why is not null)
        {
            _options.Log.PeerRefused(peer.Address, why, (int)reason);
            peer.End(reason, why);
            await peer.RunAsync(_end.Token).ConfigureAwait(false);
            return;
        }

        await peer.RunAsync(_end.Token).ConfigureAwait(false);
        lock (_lock)
        {
            if (_peers.GetValueOrDefault(peer.Address) == peer) { _peers.Remove(peer.Address); }
        }
    }

    private (DisconnectReason Reason, string? Why) Refuse(Peer peer)
    {
        lock (_lock)
        {
            if (peer.Address == _self.Address) { return (DisconnectReason.Self, "it is this node itself"); }
            if (_peers.TryGetValue(peer.Address, out Peer? old))
            {
                // Two nodes that dial each other at once have two sessions. Both keep that which the lower id dialed, or each might close the other's.
                bool isLower = _self.Id.Span.SequenceCompareTo(peer.Hello.Id.Span) < 0;
                bool young = _clock.GetElapsedTime(old.Began) < TimeSpan.FromSeconds(5);
                // Another program, as the original, keeps its first, whoever dialed.
                bool agrees = peer.Hello.Name == _self.ClientName;
                if (!agrees || !young || old.IsOutbound == peer.IsOutbound || peer.IsOutbound != isLower) { return (DisconnectReason.AlreadyConnected, "there is a session with it"); }
                old.End(DisconnectReason.AlreadyConnected, "both dialed at once; the other session stays");
            }
            else if (_peers.Count >= _options.PeerLimit)
            {
                return (DisconnectReason.TooManyPeers, $"there are {_options.PeerLimit} sessions");
            }

            _peers[peer.Address] = peer;
            return default;
        }
    }

    /// <summary>Dials a node whenever there is no session with it.</summary>
    private async Task DialAsync(NodeUrl node)
    {
        if (_self.Id.Span.SequenceCompareTo(node.Id.Span) > 0) { await PauseAsync(_options.Courtesy).ConfigureAwait(false); }
        TimeSpan pause = _options.FirstPause;
        string? told = null;
        while (!_end.IsCancellationRequested)
        {
            bool there;
            lock (_lock) { there = _peers.ContainsKey(node.Address); }
            if (!there)
            {
                try
                {
                    Peer peer = await ConnectAsync(node).ConfigureAwait(false);
                    pause = _options.FirstPause;
                    told = null;
                    await RunAsync(peer).ConfigureAwait(false);
                }
                catch (Exception fault) when (IsExpected(fault))
                {
                    if (_end.IsCancellationRequested) { return; }
                    _options.Log.DialFailed(node.Host, node.Port, fault.Message);
                    // Once is enough: a node that is down is dialed for as long as it is.
                    if (fault.Message != told) { _host.Note($"{node.Host}:{node.Port} cannot be joined yet: {fault.Message}"); }
                    told = fault.Message;
                }
            }

            await PauseAsync(pause).ConfigureAwait(false);
            pause = there ? _options.FirstPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, _options.LongestPause.Ticks));
        }
    }

    private async Task<Peer> ConnectAsync(NodeUrl node)
    {
        IPAddress[] addresses = IPAddress.TryParse(node.Host, out IPAddress? only) ? [only] : await _options.Resolve(node.Host, _end.Token).ConfigureAwait(false);
        (RlpxChannel connection, Devp2pHello hello) = await ConnectAsync(node, addresses, node.Port).ConfigureAwait(false);
        addresses = [connection.Remote.Address];
        if (!_self.IsMultichannel || !hello.IsMultichannel || hello.ListenPorts.Count < 2) { return new Peer(_host, hello, _self.CommonVersion(hello), [connection], _clock); }

        // The first connection was the question after the ports; it is closed without a word, and each channel is dialed (klaytn-ibft 2.6).
        connection.Dispose();
        var channels = new List<RlpxChannel>();
        try
        {
            foreach (ulong port in hello.ListenPorts.Take(_listeners.Length))
            {
                if (port is < 1 or > 65_535) { throw new PeerException(DisconnectReason.ProtocolBreach, $"the peer names port {port}"); }
                (connection, hello) = await ConnectAsync(node, addresses, (int)port).ConfigureAwait(false);
                channels.Add(connection);
            }
        }
        catch
        {
            foreach (RlpxChannel channel in channels) { channel.Dispose(); }
            throw;
        }

        return new Peer(_host, hello, _self.CommonVersion(hello), [.. channels], _clock);
    }

    /// <summary>Connects to the first of the node's addresses that answers as this node.</summary>
    private async Task<(RlpxChannel Connection, Devp2pHello Hello)> ConnectAsync(NodeUrl node, IPAddress[] addresses, int port)
    {
        foreach (IPAddress address in addresses.SkipLast(1))
        {
            try { return await ConnectAsync(node, address, port).ConfigureAwait(false); }
            catch (Exception fault) when (IsExpected(fault) && !_end.IsCancellationRequested)
            {
                // The last one tells why none is right.
                _ = fault;
            }
        }

        return await ConnectAsync(node, addresses[^1], port).ConfigureAwait(false);
    }

    private async Task<(RlpxChannel Connection, Devp2pHello Hello)> ConnectAsync(NodeUrl node, IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using (var limit = new CancellationTokenSource(RlpxOpening.Limit, _clock))
            using (var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _end.Token))
            {
                await SocketDial.ConnectAsync(socket, new IPEndPoint(address, port), both.Token).ConfigureAwait(false);
            }

            return await OpenAsync(socket, node).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
