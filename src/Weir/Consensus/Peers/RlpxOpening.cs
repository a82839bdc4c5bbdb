using System.Net.Sockets;
using System.Security.Cryptography;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Peers;

/// <summary>The opening of a connection in both roles: the connection-type byte, then the RLPx handshake (klaytn-ibft 1.1 to 1.5).</summary>
internal static class RlpxOpening
{
    /// <summary>How long it may take together.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    // How much padding real nodes add, v1.12's range, which every version accepts.
    private const int LeastPadding = 100;
    private const int MostPadding = 200;

    /// <summary>How long after the listener's byte auth waits: where processors are scarce, that byte is on its way before the buffer is thrown away.</summary>
    private static readonly TimeSpan s_readerPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Opens a connection that this node dialed.</summary>
    /// <exception cref="PeerException">The peer does not speak RLPx, or is another one.</exception>
    public static async Task<RlpxChannel> DialAsync(Socket socket, PeerIdentity self, ReadOnlyMemory<byte> remoteId, TimeProvider clock, CancellationToken cancellation)
    {
        RlpxHandshake handshake = Begin(self, isInitiator: true);

        // A listener of the original reads the type byte through a buffer that it then throws away, with whatever else it has read. So auth goes out only when the listener's own byte shows that it is past that point.
        await SendAsync(socket, new[] { self.ConnectionType }, cancellation).ConfigureAwait(false);
        byte type = (await ReceiveAsync(socket, 1, cancellation).ConfigureAwait(false))[0];
        await Task.Delay(s_readerPause, clock, cancellation).ConfigureAwait(false);
        byte[] auth = handshake.CreateAuth(remoteId.Span, RlpxHandshakeForm.Eip8, Padding(), RandomNumberGenerator.Fill);
        await SendAsync(socket, auth, cancellation).ConfigureAwait(false);
        byte[] ack = await ReceivePacketAsync(socket, fromInitiator: false, cancellation).ConfigureAwait(false);
        if (!handshake.TryReadAck(ack, out string? error)) { throw new PeerException(DisconnectReason.NetworkError, error!); }
        return new RlpxChannel(socket, handshake, type, clock);
    }

    /// <summary>Opens a connection that a peer dialed.</summary>
    /// <exception cref="PeerException">The peer does not speak RLPx.</exception>
    public static async Task<RlpxChannel> AcceptAsync(Socket socket, PeerIdentity self, TimeProvider clock, CancellationToken cancellation)
    {
        RlpxHandshake handshake = Begin(self, isInitiator: false);
        await SendAsync(socket, new[] { self.ConnectionType }, cancellation).ConfigureAwait(false);
        byte type = (await ReceiveAsync(socket, 1, cancellation).ConfigureAwait(false))[0];
        byte[] auth = await ReceivePacketAsync(socket, fromInitiator: true, cancellation).ConfigureAwait(false);
        if (!handshake.TryReadAuth(auth, out string? error)) { throw new PeerException(DisconnectReason.NetworkError, error!); }
        await SendAsync(socket, handshake.CreateAck(Padding(), RandomNumberGenerator.Fill), cancellation).ConfigureAwait(false);
        return new RlpxChannel(socket, handshake, type, clock);
    }

    private static RlpxHandshake Begin(PeerIdentity self, bool isInitiator)
    {
        Span<byte> ephemeral = stackalloc byte[Secp256k1.ScalarSize];
        Span<byte> nonce = stackalloc byte[RlpxSecrets.Size];
        Secp256k1.GeneratePrivateKey(RandomNumberGenerator.Fill, ephemeral);
        RandomNumberGenerator.Fill(nonce);
        return new RlpxHandshake(self.Curve, isInitiator, self.Key, ephemeral, nonce);
    }

    private static int Padding() => RandomNumberGenerator.GetInt32(LeastPadding, MostPadding);

    private static async Task<byte[]> ReceivePacketAsync(Socket socket, bool fromInitiator, CancellationToken cancellation)
    {
        byte[] prefix = await ReceiveAsync(socket, RlpxHandshakePacket.PrefixSize, cancellation).ConfigureAwait(false);
        if (!RlpxHandshakePacket.TryGetLength(prefix, fromInitiator, out int length, out _))
        {
            throw new PeerException(DisconnectReason.NetworkError, "what follows the type byte is no handshake packet");
        }

        byte[] rest = await ReceiveAsync(socket, length - prefix.Length, cancellation).ConfigureAwait(false);
        return [.. prefix, .. rest];
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket, int count, CancellationToken cancellation)
    {
        byte[] bytes = new byte[count];
        for (int have = 0; have < count;)
        {
            int read = await socket.ReceiveAsync(bytes.AsMemory(have), SocketFlags.None, cancellation).ConfigureAwait(false);
            if (read == 0) { throw new PeerException(DisconnectReason.NetworkError, "the peer closed the connection during the handshake"); }
            have += read;
        }

        return bytes;
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (!bytes.IsEmpty) { bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellation).ConfigureAwait(false)..]; }
    }
}
