using System.Text.Json;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class RlpxHandshakeTests
{
    private static readonly JsonElement Vector = KlaytnVectors.Get("rlpx_handshake");

    private static ICurve Curve => Curves.Best;

    [Theory]
    [InlineData(0, RlpxHandshakeForm.Plain)]
    [InlineData(1, RlpxHandshakeForm.Eip8)]
    [InlineData(2, RlpxHandshakeForm.Eip8)]
    public void A_recipient_reads_the_published_auth_packets(int index, RlpxHandshakeForm form)
    {
        JsonElement auth = Vector.GetProperty("auth")[index];
        RlpxHandshake recipient = Recipient();
        recipient.TryReadAuth(auth.Bytes("packet"), out string? error).ShouldBeTrue(error);
        error.ShouldBeNull();
        recipient.Form.ShouldBe(form);
        recipient.RemoteVersion.ShouldBe(auth.GetProperty("version").GetUInt64());
        recipient.RemoteId.ToArray().ShouldBe(Vector.Bytes("node_id_A"));
        recipient.Secrets.ShouldBeNull();
        recipient.CreateAck(100, Fill(1)).Length.ShouldBe(form == RlpxHandshakeForm.Plain ? 210 : 2 + 102 + 100 + 113);
        recipient.Secrets.ShouldNotBeNull().InitiatorNonce.ToArray().ShouldBe(Vector.Bytes("nonce_A"));
    }

    [Theory]
    [InlineData(0, RlpxHandshakeForm.Plain)]
    [InlineData(1, RlpxHandshakeForm.Eip8)]
    [InlineData(2, RlpxHandshakeForm.Eip8)]
    public void An_initiator_reads_the_published_ack_packets(int index, RlpxHandshakeForm form)
    {
        JsonElement ack = Vector.GetProperty("ack")[index];
        RlpxHandshake initiator = Initiator();
        initiator.CreateAuth(Vector.Bytes("node_id_B"), form, 100, Fill(1));
        initiator.TryReadAck(ack.Bytes("packet"), out string? error).ShouldBeTrue(error);
        error.ShouldBeNull();
        initiator.Form.ShouldBe(form);
        initiator.RemoteVersion.ShouldBe(ack.GetProperty("version").GetUInt64());
        initiator.Secrets.ShouldNotBeNull().RecipientNonce.ToArray().ShouldBe(Vector.Bytes("nonce_B"));

        // The secrets depend on the keys and nonces only, not on the form of the packets.
        initiator.Secrets.Aes.ToArray().ShouldBe(Vector.GetProperty("derivation_auth2_ack2").Bytes("aes_secret"));
    }

    [Fact]
    public void The_secrets_and_the_ingress_mac_are_those_published()
    {
        JsonElement derivation = Vector.GetProperty("derivation_auth2_ack2");
        byte[] auth = Vector.GetProperty("auth")[1].Bytes("packet");
        RlpxHandshake recipient = Recipient();
        recipient.TryReadAuth(auth, out _).ShouldBeTrue();
        recipient.CreateAck(100, Fill(2));
        RlpxSecrets secrets = recipient.Secrets.ShouldNotBeNull();
        secrets.Aes.ToArray().ShouldBe(derivation.Bytes("aes_secret"));
        secrets.Mac.ToArray().ShouldBe(derivation.Bytes("mac_secret"));
        secrets.CanVerify.ShouldBeTrue();

        RlpxMac ingress = recipient.CreateIngressMac();
        ingress.State.Absorb("foo"u8);
        byte[] digest = new byte[32];
        ingress.Digest(digest);
        digest.ShouldBe(derivation.Bytes("recipient_ingress_mac_after_updating_with_ascii_foo"));
    }

    [Fact]
    public void The_published_signature_of_auth_gives_the_ephemeral_key()
    {
        // token = agreement of the static keys xor the nonce. The signature was not made deterministically, so it is recovered, not made again.
        byte[] token = new byte[32];
        Curve.TryAgree(Vector.Bytes("node_id_B"), Vector.Bytes("static_key_initiator_A"), token).ShouldBeTrue();
        byte[] nonce = Vector.Bytes("nonce_A");
        for (int i = 0; i < 32; i++) { token[i] ^= nonce[i]; }
        byte[] key = new byte[64];
        Curve.TryRecover(token, Vector.Bytes("auth_signature"), key).ShouldBeTrue();
        key.ShouldBe(Vector.Bytes("ephemeral_pub_A"));
        Curve.PublicKey(Vector.Bytes("ephemeral_key_A"), key);
        key.ShouldBe(Vector.Bytes("ephemeral_pub_A"));
        Curve.PublicKey(Vector.Bytes("ephemeral_key_B"), key);
        key.ShouldBe(Vector.Bytes("ephemeral_pub_B"));
    }

    [Theory]
    [InlineData(RlpxHandshakeForm.Plain, 0, 307, 210)]
    [InlineData(RlpxHandshakeForm.Eip8, 100, 384, 317)]
    [InlineData(RlpxHandshakeForm.Eip8, 299, 583, 516)]
    [InlineData(RlpxHandshakeForm.Eip8, 0, 284, 217)]
    public void Two_sides_agree_and_read_each_other(RlpxHandshakeForm form, int padding, int authLength, int ackLength)
    {
        RlpxHandshake initiator = Initiator();
        RlpxHandshake recipient = Recipient();
        byte[] auth = initiator.CreateAuth(Vector.Bytes("node_id_B"), form, padding, Fill(3));
        auth.Length.ShouldBe(authLength);
        RlpxHandshakePacket.TryGetLength(auth, true, out int length, out _).ShouldBeTrue();
        length.ShouldBe(authLength);
        recipient.TryReadAuth(auth, out string? error).ShouldBeTrue(error);
        byte[] ack = recipient.CreateAck(padding, Fill(4));
        ack.Length.ShouldBe(ackLength);
        initiator.TryReadAck(ack, out error).ShouldBeTrue(error);

        initiator.Secrets!.Aes.ToArray().ShouldBe(recipient.Secrets!.Aes.ToArray());
        initiator.Secrets.Mac.ToArray().ShouldBe(recipient.Secrets.Mac.ToArray());
        Digest(initiator.CreateEgressMac()).ShouldBe(Digest(recipient.CreateIngressMac()));
        Digest(initiator.CreateIngressMac()).ShouldBe(Digest(recipient.CreateEgressMac()));
        Digest(initiator.CreateIngressMac()).ShouldNotBe(Digest(initiator.CreateEgressMac()));
    }

    [Fact]
    public void Damaged_packets_are_refused_with_a_reason()
    {
        byte[] auth = Vector.GetProperty("auth")[1].Bytes("packet");
        byte[] ack = Vector.GetProperty("ack")[1].Bytes("packet");
        Refuses(auth[..^1], "auth: the length is wrong");
        Refuses([.. auth, 0], "auth: the length is wrong");
        Refuses([], "auth: the length is wrong");
        Refuses(Changed(auth, 100), "auth: not encrypted for this key");
        Refuses(Changed(auth, auth.Length - 1), "auth: not encrypted for this key");
        Refuses(Changed(auth, 3), "auth: not encrypted for this key");

        RlpxHandshake initiator = Initiator();
        Should.Throw<InvalidOperationException>(() => initiator.TryReadAck(ack, out _));
        initiator.CreateAuth(Vector.Bytes("node_id_B"), RlpxHandshakeForm.Eip8, 100, Fill(5));
        initiator.TryReadAck(Changed(ack, 90), out string? error).ShouldBeFalse();
        error.ShouldBe("ack: not encrypted for this key");
        initiator.Secrets.ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => initiator.CreateEgressMac());
        Should.Throw<InvalidOperationException>(() => initiator.CreateIngressMac());

        void Refuses(byte[] packet, string reason)
        {
            Recipient().TryReadAuth(packet, out string? why).ShouldBeFalse();
            why.ShouldBe(reason);
        }
    }

    [Fact]
    public void What_is_inside_must_have_the_form_and_be_on_the_curve()
    {
        byte[] signature = Vector.Bytes("auth_signature");
        byte[] id = Vector.Bytes("node_id_A");
        byte[] nonce = Vector.Bytes("nonce_A");
        Auth(w => { w.Write(signature); w.Write(id); w.Write(nonce); w.Write(4UL); }).ShouldBeNull();
        Auth(w => { w.Write(signature); w.Write(id); w.Write(nonce); w.Write(4UL); w.Write("more"u8); }).ShouldBeNull();
        const string form = "auth: not a list of signature, node id, nonce and version";
        Auth(w => { w.Write(signature); w.Write(id); w.Write(nonce); }).ShouldBe(form);
        Auth(w => { w.Write(signature[1..]); w.Write(id); w.Write(nonce); w.Write(4UL); }).ShouldBe(form);
        Auth(w => { w.Write(signature); w.Write(id[1..]); w.Write(nonce); w.Write(4UL); }).ShouldBe(form);
        Auth(w => { w.Write(signature); w.Write(id); w.Write(nonce[1..]); w.Write(4UL); }).ShouldBe(form);
        Auth(w => { w.Write(signature); w.Write(new byte[64]); w.Write(nonce); w.Write(4UL); }).ShouldBe("auth: the node id is no point of the curve");
        Auth(w => { w.Write(new byte[65]); w.Write(id); w.Write(nonce); w.Write(4UL); }).ShouldBe("auth: the signature gives no ephemeral key");

        byte[] ephemeral = Vector.Bytes("ephemeral_pub_B");
        Ack(w => { w.Write(ephemeral); w.Write(nonce); w.Write(4UL); }).ShouldBeNull();
        Ack(w => { w.Write(ephemeral); w.Write(nonce); }).ShouldBe("ack: not a list of ephemeral key, nonce and version");
        Ack(w => { w.Write(ephemeral[1..]); w.Write(nonce); w.Write(4UL); }).ShouldBe("ack: not a list of ephemeral key, nonce and version");
        Ack(w => { w.Write(ephemeral); w.Write(nonce[1..]); w.Write(4UL); }).ShouldBe("ack: not a list of ephemeral key, nonce and version");
        Ack(w => { w.Write(new byte[64]); w.Write(nonce); w.Write(4UL); }).ShouldBe("ack: the ephemeral key is no point of the curve");

        static string? Auth(Action<RlpWriter> body)
        {
            Recipient().TryReadAuth(Packet(Vector.Bytes("node_id_B"), body), out string? error);
            return error;
        }

        static string? Ack(Action<RlpWriter> body)
        {
            RlpxHandshake initiator = Initiator();
            initiator.CreateAuth(Vector.Bytes("node_id_B"), RlpxHandshakeForm.Eip8, 100, Fill(6));
            initiator.TryReadAck(Packet(Vector.Bytes("node_id_A"), body), out string? error);
            (initiator.Secrets is null).ShouldBe(error is not null);
            return error;
        }
    }

    [Fact]
    public void A_plain_auth_with_another_hash_of_the_ephemeral_key_is_refused()
    {
        byte[] content = new byte[194];
        Vector.Bytes("auth_signature").CopyTo(content, 0);
        Keccak256.Hash(Vector.Bytes("ephemeral_pub_A"), content.AsSpan(65));
        Vector.Bytes("node_id_A").CopyTo(content, 97);
        Vector.Bytes("nonce_A").CopyTo(content, 161);
        Read(content).ShouldBeNull();
        content[70] ^= 1;
        Read(content).ShouldBe("auth: the hash of the ephemeral key is wrong");

        static string? Read(byte[] content)
        {
            byte[] packet = new byte[307];
            Ecies.TryEncrypt(Curve, Vector.Bytes("node_id_B"), content, [], Fill(7), packet).ShouldBeTrue();
            Recipient().TryReadAuth(packet, out string? error);
            return error;
        }
    }

    [Fact]
    public void Each_role_does_only_its_own_steps()
    {
        RlpxHandshake initiator = Initiator();
        RlpxHandshake recipient = Recipient();
        Should.Throw<InvalidOperationException>(() => initiator.TryReadAuth([], out _));
        Should.Throw<InvalidOperationException>(() => initiator.CreateAck(0, Fill(1)));
        Should.Throw<InvalidOperationException>(() => recipient.TryReadAck([], out _));
        Should.Throw<InvalidOperationException>(() => recipient.CreateAuth(Vector.Bytes("node_id_A"), RlpxHandshakeForm.Eip8, 0, Fill(1)));
        Should.Throw<InvalidOperationException>(() => recipient.CreateAck(0, Fill(1)));
        Should.Throw<ArgumentException>(() => initiator.CreateAuth(new byte[64], RlpxHandshakeForm.Eip8, 0, Fill(1)));
        Should.Throw<ArgumentOutOfRangeException>(() => initiator.CreateAuth(Vector.Bytes("node_id_B"), RlpxHandshakeForm.Eip8, -1, Fill(1)));
        Should.Throw<ArgumentOutOfRangeException>(() => initiator.CreateAuth(Vector.Bytes("node_id_B"), RlpxHandshakeForm.Eip8, 2048, Fill(1)));
        Should.Throw<ArgumentOutOfRangeException>(() => new RlpxHandshake(Curve, true, new byte[32], new byte[32], new byte[31]));
    }

    [Fact]
    public void Secrets_have_32_bytes_and_are_never_shown()
    {
        byte[] key = new byte[32];
        key.AsSpan().Fill(0xab);
        new RlpxSecrets(key).CanVerify.ShouldBeFalse();
        new RlpxSecrets(key, key).CanVerify.ShouldBeFalse();
        new RlpxSecrets(key, key, key).CanVerify.ShouldBeFalse();
        new RlpxSecrets(key, [], key, key).CanVerify.ShouldBeFalse();
        new RlpxSecrets(key, key, [], key).CanVerify.ShouldBeFalse();
        new RlpxSecrets(key, key, key, key).CanVerify.ShouldBeTrue();
        new RlpxSecrets(key, key, key, key).ToString().ShouldBe("RLPx secrets with MAC");
        new RlpxSecrets(key).ToString().ShouldBe("RLPx cipher key");
        Should.Throw<ArgumentException>(() => new RlpxSecrets([]));
        Should.Throw<ArgumentException>(() => new RlpxSecrets(key.AsSpan(1)));
        Should.Throw<ArgumentException>(() => new RlpxSecrets(key, key.AsSpan(1)));
        Should.Throw<ArgumentException>(() => new RlpxSecrets(key, key, key.AsSpan(1)));
        Should.Throw<ArgumentException>(() => new RlpxSecrets(key, key, key, key.AsSpan(1)));
        Should.Throw<InvalidOperationException>(() => new RlpxSecrets(key).CreateMac(true, []));
    }

    internal static Action<Span<byte>> Fill(int seed) => new Random(seed).NextBytes;

    private static RlpxHandshake Initiator() => new(Curve, true, Vector.Bytes("static_key_initiator_A"), Vector.Bytes("ephemeral_key_A"), Vector.Bytes("nonce_A"));

    private static RlpxHandshake Recipient() => new(Curve, false, Vector.Bytes("static_key_recipient_B"), Vector.Bytes("ephemeral_key_B"), Vector.Bytes("nonce_B"));

    private static byte[] Digest(RlpxMac mac)
    {
        byte[] digest = new byte[32];
        mac.Digest(digest);
        return digest;
    }

    private static byte[] Changed(byte[] packet, int at)
    {
        byte[] copy = [.. packet];
        copy[at] ^= 1;
        return copy;
    }

    private static byte[] Packet(byte[] remoteId, Action<RlpWriter> body)
    {
        RlpWriter writer = new();
        int list = writer.BeginList();
        body(writer);
        writer.EndList(list);
        byte[] packet = new byte[2 + writer.Length + Ecies.Overhead];
        packet[0] = (byte)((packet.Length - 2) >> 8);
        packet[1] = (byte)(packet.Length - 2);
        Ecies.TryEncrypt(Curve, remoteId, writer.WrittenSpan, packet.AsSpan(0, 2), Fill(8), packet.AsSpan(2)).ShouldBeTrue();
        return packet;
    }
}
