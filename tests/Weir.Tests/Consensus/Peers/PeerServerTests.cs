using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Weir.Consensus.Peers;
using Weir.Platform;
using Weir.Tests.Consensus.Validating;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Peers;

/// <summary>Sessions between two ends over real sockets, and between one end and bytes that are none.</summary>
public sealed class PeerServerTests
{
    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    public async Task Two_nodes_join_and_talk_both_ways(string host, bool multichannel)
    {
        await using var listener = new PeerScene(1, multichannel: multichannel);
        listener.Server.Start();
        await using var dialer = Dialer(2, listener.Url(host), multichannel);
        dialer.Server.Start();
        Peer there = await dialer.FirstPeer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Peer here = await listener.FirstPeer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        there.Version.ShouldBe(65UL);
        there.ChannelCount.ShouldBe(multichannel ? 2 : 1);
        here.ChannelCount.ShouldBe(there.ChannelCount);
        (there.IsOutbound, here.IsOutbound).ShouldBe((true, false));
        there.Address.ShouldBe(listener.Identity.Address);
        here.Address.ShouldBe(dialer.Identity.Address);

        byte[] large = new byte[200_000];
        new Random(1).NextBytes(large);
        there.TrySend(new WireMessage(Devp2pCodes.Consensus, large)).ShouldBeTrue();
        here.TrySend(new WireMessage(Devp2pCodes.Transactions, new byte[] { 0xc0 })).ShouldBeTrue();
        await listener.UntilAsync(() => !listener.Received.IsEmpty, "the message");
        await dialer.UntilAsync(() => !dialer.Received.IsEmpty, "the answer");
        listener.Received.TryDequeue(out (ulong Code, byte[] Payload) got).ShouldBeTrue();
        got.Code.ShouldBe((ulong)Devp2pCodes.Consensus);
        got.Payload.ShouldBe(large);

        // The probe with which the ports are asked for has secrets of its own.
        dialer.Channels.Count.ShouldBe(multichannel ? 3 : 1);
        string[] theirs = [.. listener.Channels.Select(SecretsOf)];
        dialer.Channels.Select(SecretsOf).ShouldBe(theirs, ignoreOrder: true);
    }

    [Fact]
    public async Task A_node_with_several_addresses_is_found_at_the_one_that_answers()
    {
        // It listens at the last alone: whoever dials the others finds nobody.
        IPAddress[] all = [IPAddress.IPv6Loopback, IPAddress.Parse("127.0.0.2"), IPAddress.Loopback];
        await using var listener = new PeerScene(1, new PeerOptions { Ports = [0], Listen = all[^1] });
        listener.Server.Start();
        await using var dialer = new PeerScene(2, new PeerOptions { Ports = [0], StaticNodes = [listener.Url("cn1")], Resolve = (name, _) => Task.FromResult(name == "cn1" ? all : []) }, courtesy: TimeSpan.Zero);
        dialer.Server.Start();
        Peer peer = await dialer.FirstPeer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        peer.Main.Remote.Address.ShouldBe(all[^1]);
        dialer.Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_node_with_one_channel_is_one_to_a_node_with_two()
    {
        await using var listener = new PeerScene(1, multichannel: true);
        listener.Server.Start();
        await using var dialer = Dialer(2, listener.Url(), multichannel: false, versions: [64]);
        dialer.Server.Start();
        Peer there = await dialer.FirstPeer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        (there.ChannelCount, there.Version).ShouldBe((1, 64UL));
    }

    [Fact]
    public async Task Two_that_dial_each_other_at_once_have_one_session()
    {
        int[] ports = [FreePort(), FreePort()];
        var identities = new[] { new PeerIdentity(Curves.Best, PeerScene.KeyOf(1)), new PeerIdentity(Curves.Best, PeerScene.KeyOf(2)) };
        await using var one = new PeerScene(1, new PeerOptions { Ports = [ports[0]], StaticNodes = [new NodeUrl(identities[1].Id, "127.0.0.1", ports[1])] }, courtesy: TimeSpan.Zero);
        await using var other = new PeerScene(2, new PeerOptions { Ports = [ports[1]], StaticNodes = [new NodeUrl(identities[0].Id, "127.0.0.1", ports[0])] }, courtesy: TimeSpan.Zero);
        one.Server.Start();
        other.Server.Start();
        await one.UntilAsync(() => one.Server.Peers.Count == 1 && other.Server.Peers.Count == 1, "the session");

        // Whatever was refused, what is left is one session with two ends, and it holds.
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Peer here = one.Server.Peers.Single(), there = other.Server.Peers.Single();
        SecretsOf(here.Main).ShouldBe(SecretsOf(there.Main));
    }

    [Fact]
    public async Task Another_network_and_a_stranger_are_refused()
    {
        await using var listener = new PeerScene(1) { NetworkId = 1 };
        listener.Server.Start();
        await using var dialer = Dialer(2, listener.Url(), multichannel: false);
        dialer.Server.Start();
        await dialer.UntilAsync(() => dialer.Notes.Any(note => note.Contains("its network is 1", StringComparison.Ordinal)), "the refusal");
        listener.Joined.ShouldBeEmpty();
        await using var closed = new PeerScene(3) { Welcomes = _ => false };
        closed.Server.Start();
        await using var stranger = Dialer(4, closed.Url(), multichannel: false);
        stranger.Server.Start();
        await closed.UntilAsync(() => closed.Notes.Any(note => note.Contains("it is no validator", StringComparison.Ordinal)), "the refusal");
        closed.Joined.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_session_that_ends_is_told_why_and_comes_back()
    {
        await using var listener = new PeerScene(1);
        listener.Server.Start();
        await using var dialer = Dialer(2, listener.Url(), multichannel: false);
        dialer.Server.Start();
        Peer here = await listener.FirstPeer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await dialer.FirstPeer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        here.End(DisconnectReason.UselessPeer, "tried");
        await dialer.UntilAsync(() => !dialer.Left.IsEmpty, "the end");
        dialer.Left.TryDequeue(out (DisconnectReason Reason, string Why) end).ShouldBeTrue();
        end.Reason.ShouldBe(DisconnectReason.UselessPeer);
        end.Why.ShouldContain("useless peer");
        await dialer.UntilAsync(() => dialer.Joined.Count == 2, "the second session");
    }

    [Fact]
    public async Task A_dialer_sends_its_handshake_only_after_the_listeners_byte()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var identity = new PeerIdentity(Curves.Best, PeerScene.KeyOf(9));
        await using var dialer = Dialer(2, new NodeUrl(identity.Id, "127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port), multichannel: false);
        dialer.Server.Start();
        using Socket connection = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        byte[] buffer = new byte[1024];
        (await connection.ReceiveAsync(buffer, TestContext.Current.CancellationToken)).ShouldBe(1, "the type byte alone");
        buffer[0].ShouldBe((byte)0);
        connection.ReceiveTimeout = 300;
        Should.Throw<SocketException>(() => connection.Receive(buffer)).SocketErrorCode.ShouldBeOneOf(SocketError.TimedOut, SocketError.WouldBlock);
        await connection.SendAsync(new byte[] { 0 }, TestContext.Current.CancellationToken);
        connection.ReceiveTimeout = 5000;
        connection.Receive(buffer).ShouldBeInRange(384, 483);
    }

    [Fact]
    public async Task Noise_and_silence_do_no_harm()
    {
        await using var listener = new PeerScene(1, new PeerOptions { Ports = [0], OpeningLimit = 4 });
        listener.Server.Start();
        for (int i = 0; i < 8; i++)
        {
            using var noise = new TcpClient();
            await noise.ConnectAsync(IPAddress.Loopback, listener.Server.Ports[0], TestContext.Current.CancellationToken);
            await noise.GetStream().WriteAsync(RandomNumberGenerator.GetBytes(600), TestContext.Current.CancellationToken);
        }

        await using var dialer = Dialer(2, listener.Url(), multichannel: false);
        dialer.Server.Start();
        await dialer.FirstPeer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        listener.Notes.ShouldContain(note => note.Contains("did not open", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_code_beyond_the_protocol_ends_the_session()
    {
        await using var listener = new PeerScene(1);
        listener.Server.Start();
        await using var dialer = Dialer(2, listener.Url(), multichannel: false, versions: [64]);
        dialer.Server.Start();
        Peer there = await dialer.FirstPeer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await listener.FirstPeer.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        there.TrySend(new WireMessage(Devp2pCodes.ProtocolOffset + PeerIdentity.CodesOf(64), new byte[] { 0xc0 }));
        await listener.UntilAsync(() => listener.Left.Any(end => end.Reason == DisconnectReason.SubprotocolError), "the end");
    }

    [Fact]
    public async Task Of_two_sessions_with_a_node_the_one_that_ended_does_not_take_the_others_place()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(2);
        using var one = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var two = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        one.Connect(listener.LocalEndPoint!);
        two.Connect(listener.LocalEndPoint!);
        await using var network = new NodeNetwork(1);
        network.Start(0);
        IPeerHost node = network.Nodes[0]!;
        Devp2pHello hello = new PeerIdentity(Curves.Best, PeerScene.KeyOf(9)).Hello([1]);
        using RlpxChannel first = Finished(one), second = Finished(two);
        var stays = new Peer(node, hello, 64, [first], MachineClock.Instance);
        var ended = new Peer(node, hello, 64, [second], MachineClock.Instance);
        ended.End(DisconnectReason.AlreadyConnected, "both dialed at once; the other session stays");
        await node.JoinAsync(stays);
        await node.JoinAsync(ended);
        await node.LeaveAsync(ended, DisconnectReason.AlreadyConnected, "both dialed at once; the other session stays");
        (await network.Nodes[0]!.AskAsync(view => view.Peers.Select(track => track.Peer).ToArray(), TestContext.Current.CancellationToken)).ShouldBe([stays]);
    }

    [Fact]
    public void A_full_queue_refuses_and_counts()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        using var one = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        one.Connect(listener.LocalEndPoint!);
        var host = new PeerScene(1);
        using RlpxChannel channel = Finished(one);
        var peer = new Peer(host, host.Identity.Hello([1]), 64, [channel], MachineClock.Instance);
        for (int i = 0; i < Peer.QueueLimit; i++) { peer.TrySend(WireMessage.Ping).ShouldBeTrue(); }
        peer.TrySend(WireMessage.Ping).ShouldBeFalse();
        peer.TrySend(WireMessage.Ping).ShouldBeFalse();
        peer.Dropped.ShouldBe(2);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static string SecretsOf(RlpxChannel channel) => Convert.ToHexString(channel.Secrets.Aes) + Convert.ToHexString(channel.Secrets.Mac) + Convert.ToHexString(channel.Secrets.InitiatorNonce);

    private static RlpxChannel Finished(Socket socket)
    {
        var dialer = new RlpxHandshake(Curves.Best, true, PeerScene.KeyOf(1), PeerScene.KeyOf(2), new byte[32]);
        var listener = new RlpxHandshake(Curves.Best, false, PeerScene.KeyOf(3), PeerScene.KeyOf(4), new byte[32]);
        byte[] id = new byte[64];
        Curves.Best.PublicKey(PeerScene.KeyOf(3), id);
        listener.TryReadAuth(dialer.CreateAuth(id, RlpxHandshakeForm.Eip8, 100, RandomNumberGenerator.Fill), out _).ShouldBeTrue();
        dialer.TryReadAck(listener.CreateAck(100, RandomNumberGenerator.Fill), out _).ShouldBeTrue();
        return new RlpxChannel(socket, dialer, 0, MachineClock.Instance);
    }

    private static PeerScene Dialer(byte mark, NodeUrl to, bool multichannel, ulong[]? versions = null) =>
        new(mark, new PeerOptions { Ports = multichannel ? [0, 0] : [0], StaticNodes = [to] }, multichannel, versions);
}
