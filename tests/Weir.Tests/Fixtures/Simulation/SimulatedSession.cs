using System.Buffers;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Fixtures.Simulation;

/// <summary>An RLPx session of two nodes over a simulated connection: connection type, handshake, hello, status, ping; then whatever the nodes say.</summary>
internal sealed class SimulatedSession
{
    private const long PingTime = 15_000_000_000;

    private readonly SimulatedNetwork _network;
    private readonly SimulatedConnection _connection;
    private readonly SimulatedNode[] _nodes;
    private readonly RlpxHandshake[] _handshakes;
    private readonly RlpxFrameWriter[] _writers = new RlpxFrameWriter[2];
    private readonly bool[] _hasHello = new bool[2];
    private readonly bool[] _saidHello = new bool[2];

    public SimulatedSession(SimulatedNetwork network, SimulatedConnection connection, SimulatedNode client, SimulatedNode server)
    {
        _network = network;
        _connection = connection;
        _nodes = [client, server];
        _handshakes = [Handshake(true), Handshake(false)];
    }

    /// <summary>Opens the session and tells both nodes of their peer.</summary>
    public void Open() => _connection.Open(() =>
    {
        // The dialer sends its packet only after it has read the other's connection type.
        _connection.Send(1, [0], () => _network.After(2000, 3000, SendAuth));
        _connection.Send(0, [0], static () => { });
    });

    /// <summary>Sends one message from <paramref name="from"/>; <paramref name="received"/> runs at the other node when it has come.</summary>
    public void Send(SimulatedNode from, ulong code, ReadOnlySpan<byte> payload, Action received)
    {
        int side = from == _nodes[0] ? 0 : 1;
        ArrayBufferWriter<byte> output = new();
        _writers[side].Write(code, payload, output);
        _connection.Send(side, output.WrittenSpan.ToArray(), received);
    }

    private RlpxHandshake Handshake(bool isInitiator)
    {
        byte[] ephemeral = new byte[32];
        byte[] nonce = new byte[32];
        _network.Fill(ephemeral);
        _network.Fill(nonce);
        return new RlpxHandshake(Curves.Best, isInitiator, _nodes[isInitiator ? 0 : 1].PrivateKey, ephemeral, nonce);
    }

    private void SendAuth()
    {
        byte[] auth = _handshakes[0].CreateAuth(_nodes[1].Id, RlpxHandshakeForm.Eip8, 100 + (int)(_network.Between(0, 199) / 1000), _network.Fill);
        _connection.Send(0, auth, () => _network.After(300, 600, () =>
        {
            if (!_handshakes[1].TryReadAuth(auth, out string? error)) { throw new InvalidOperationException(error); }
            byte[] ack = _handshakes[1].CreateAck(100 + (int)(_network.Between(0, 199) / 1000), _network.Fill);
            _connection.Send(1, ack, () => _network.After(300, 600, () =>
            {
                if (!_handshakes[0].TryReadAck(ack, out string? why)) { throw new InvalidOperationException(why); }
                Finish(0);
            }));
            Finish(1);
        }));
    }

    private void Finish(int side)
    {
        RlpxHandshake handshake = _handshakes[side];
        _writers[side] = new RlpxFrameWriter(handshake.Secrets!, handshake.CreateEgressMac());
        _nodes[side].KeepSecret(_network.Now, _connection.EndOf(side), _connection.EndOf(1 - side), side == 0, _nodes[1 - side].Id, handshake.Secrets!);
        Devp2pHello hello = new() { Name = "Klaytn/v1.8.4/linux-amd64/go1.17.5", Capabilities = [new("istanbul", 64)], Id = _nodes[side].Id };

        int other = 1 - side;
        Send(_nodes[side], Devp2pCodes.Hello, hello.Encode(), () => _network.After(50, 100, () =>
        {
            _hasHello[other] = true;
            SendStatus(other);
        }));
        _network.After(20, 50, () =>
        {
            _saidHello[side] = true;
            SendStatus(side);
        });
        _network.At(_network.Now + PingTime, () => Send(_nodes[side], Devp2pCodes.Ping, Devp2pEmpty.Encoded, () =>
            _network.After(50, 100, () => Send(_nodes[other], Devp2pCodes.Pong, Devp2pEmpty.Encoded, static () => { }))));
    }

    // Compression begins with what follows one's own hello, when the other's hello has come. The other's may come while one still computes the secrets: then it waits.
    private void SendStatus(int side)
    {
        if (!_hasHello[side] || !_saidHello[side]) { return; }
        _writers[side].Compresses = true;
        Send(_nodes[side], Devp2pCodes.Status, _nodes[side].Status(), () => _nodes[1 - side].AddPeer(_nodes[side], this));
    }
}
