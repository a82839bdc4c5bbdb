using System.Text.Json;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Fuzz;

/// <summary>RLPx sessions: the handshake, and the encrypted frames behind it.</summary>
internal static class SessionTargets
{
    private static readonly JsonElement Session = KlaytnVectors.Get("rlpx_session");
    private static readonly JsonElement Packets = KlaytnVectors.Get("rlpx_handshake");

    /// <summary>Packets of the handshake, at both ends.</summary>
    public static FuzzTarget Handshake() => new("handshake",
        [.. Packets.GetProperty("auth").EnumerateArray().Concat(Packets.GetProperty("ack").EnumerateArray()).Select(packet => packet.Bytes("packet"))], input =>
    {
        RlpxHandshake recipient = new(Curves.Best, false, Packets.Bytes("static_key_recipient_B"), Packets.Bytes("ephemeral_key_B"), Packets.Bytes("nonce_B"));
        Promise.Holds(recipient.TryReadAuth(input, out string? error) == error is null, "what is not read has a reason, and only that");
        RlpxHandshake initiator = new(Curves.Best, true, Packets.Bytes("static_key_initiator_A"), Packets.Bytes("ephemeral_key_A"), Packets.Bytes("nonce_A"));
        initiator.CreateAuth(Packets.Bytes("node_id_B"), RlpxHandshakeForm.Plain, 0, bytes => bytes.Fill(7));
        Promise.Holds(initiator.TryReadAck(input, out error) == error is null, "what is not read has a reason, and only that");
        RlpxHandshakePacket.TryGetLength(input, input.Length % 2 == 0, out int length, out _);
        Promise.Holds(length >= 0, "a length is no negative number");
    }, length => 262_144 + (length * 64L));

    /// <summary>The frames of one direction: a change ends the session at its frame.</summary>
    public static FuzzTarget Frames()
    {
        byte[] auth = Packets.GetProperty("auth")[1].Bytes("packet");
        RlpxSecrets secrets = RlpxSecrets.Derive(Session.Bytes("ecdhe_secret"), Packets.Bytes("nonce_A"), Packets.Bytes("nonce_B"));
        byte[] wire = Session.Bytes("tcp_A_to_B")[(1 + auth.Length)..];
        return new FuzzTarget("rlpx-frames", [wire], input =>
        {
            RlpxFrameReader reader = new(secrets, secrets.CreateMac(true, auth)) { Decompresses = input.Length % 2 == 0 };
            int at = 0;
            int frames = 0;
            while (reader.TryRead(input.AsSpan(at), out int consumed, out _))
            {
                at += consumed;
                frames++;
            }

            Promise.Holds(frames <= 4 && at <= input.Length, $"{frames} frames of 4");
        }, length => 1_048_576 + (length * 64L));
    }
}
