using System.Buffers;
using System.Text.Json;
using Weir.Decoding;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Decoding;

/// <summary>An encrypted session written by our codecs: what each side sends, byte for byte, and where each frame lies.</summary>
internal sealed class RlpxScene
{
    private static readonly JsonElement Session = KlaytnVectors.Get("rlpx_session");
    private static readonly JsonElement Handshake = KlaytnVectors.Get("rlpx_handshake");

    private readonly ArrayBufferWriter<byte>[] _streams = [new(), new()];
    private readonly RlpxFrameWriter[] _writers = new RlpxFrameWriter[2];
    private readonly List<SentFrame>[] _frames = [[], []];

    public RlpxScene(int seed = 0)
    {
        byte[] shared = [.. Session.Bytes("ecdhe_secret")];
        shared[0] ^= (byte)seed;
        Secrets = RlpxSecrets.Derive(shared, Handshake.Bytes("nonce_A"), Handshake.Bytes("nonce_B"));
        byte[][] packets = [Handshake.GetProperty("auth")[1].Bytes("packet"), Handshake.GetProperty("ack")[1].Bytes("packet")];
        for (int i = 0; i < 2; i++)
        {
            _streams[i].Write<byte>([0]);
            _streams[i].Write<byte>(packets[i]);
            _writers[i] = new RlpxFrameWriter(Secrets, Secrets.CreateMac(i == 0, packets[i]));
        }

        HandshakeEnd = [_streams[0].WrittenCount, _streams[1].WrittenCount];
    }

    public RlpxSecrets Secrets { get; }

    /// <summary>Where the first frame of each direction begins.</summary>
    public int[] HandshakeEnd { get; }

    public byte[] Stream(Direction direction) => _streams[(int)direction].WrittenSpan.ToArray();

    public IReadOnlyList<SentFrame> Frames(Direction direction) => _frames[(int)direction];

    public RlpxScene Send(Direction direction, ulong code, ReadOnlySpan<byte> payload, string? kind = null)
    {
        int offset = _streams[(int)direction].WrittenCount;
        _writers[(int)direction].Write(code, payload, _streams[(int)direction]);
        if (code == Devp2pCodes.Hello) { _writers[(int)direction].Compresses = true; }
        _frames[(int)direction].Add(new SentFrame(offset, _streams[(int)direction].WrittenCount - offset, kind ?? Devp2pCodes.Name(code)));
        return this;
    }

    /// <summary>Hello and status of a direction.</summary>
    public RlpxScene Greet(Direction direction)
    {
        JsonElement frames = Session.GetProperty("frames").GetProperty(direction == Direction.ClientToServer ? "A_to_B" : "B_to_A");
        return Send(direction, Devp2pCodes.Hello, frames[0].Bytes("payload_rlp")).Send(direction, Devp2pCodes.Status, frames[1].Bytes("payload_rlp"));
    }

    /// <summary>Greets both ways and sends <paramref name="count"/> messages each way: votes, pings, and some of a few kilobytes.</summary>
    public RlpxScene Talk(int count, int seed = 5)
    {
        Random random = new(seed);
        foreach (Direction direction in (Direction[])[Direction.ClientToServer, Direction.ServerToClient])
        {
            Greet(direction);
            for (int i = 0; i < count; i++) { SendAny(direction, random); }
        }

        return this;
    }

    /// <summary>A store that has the secrets, or their cipher key only.</summary>
    public SecretStore Store(bool keyOnly = false)
    {
        SecretStore store = new();
        store.Add(keyOnly ? new RlpxSecrets(Secrets.Aes) : Secrets, null, null, "test");
        return store;
    }

    private void SendAny(Direction direction, Random random)
    {
        JsonElement votes = Session.GetProperty("frames").GetProperty("B_to_A");
        switch (random.Next(6))
        {
            case 0:
                Send(direction, Devp2pCodes.Ping, Devp2pEmpty.Encoded);
                break;
            case 1:
                byte[] bytes = new byte[random.Next(1, 5000)];
                random.NextBytes(bytes);
                RlpWriter writer = new();
                writer.Write(bytes);
                Send(direction, 0x40, writer.ToArray());
                break;
            default:
                byte[] vote = votes[3 + random.Next(3)].Bytes("payload_rlp");
                if (!IbftMessage.TryRead(vote, out IbftMessage? message, out string? error)) { throw new InvalidOperationException(error); }
                Send(direction, Devp2pCodes.Consensus, vote, message!.Kind);
                break;
        }
    }

    /// <summary>One frame on the wire.</summary>
    public readonly record struct SentFrame(int Offset, int Length, string Kind)
    {
        public int End => Offset + Length;

        public bool IsHit(int at, int lost) => at < End && at + lost > Offset;
    }
}
