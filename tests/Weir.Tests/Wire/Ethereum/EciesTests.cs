using System.Text.Json;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class EciesTests
{
    private static readonly byte[] Secret = Enumerable.Repeat((byte)0x42, 32).ToArray();
    private static readonly byte[] Key = PublicKey(Secret);

    // The handshake packets of EIP-8, plain and with a size prefix, are ECIES packets of other people's making.
    [Fact]
    public void Published_handshake_packets_open_with_the_right_key_and_no_other()
    {
        JsonElement handshake = KlaytnVectors.Get("rlpx_handshake");
        int opened = 0;
        foreach ((string packet, string key, bool plain) in Packets(handshake))
        {
            byte[] bytes = Convert.FromHexString(packet);
            byte[] prefix = plain ? [] : bytes[..2];
            byte[] body = bytes[prefix.Length..];
            byte[] content = new byte[body.Length - Ecies.Overhead];
            Ecies.TryDecrypt(Curves.Best, Convert.FromHexString(key), body, prefix, content, out int written).ShouldBeTrue();
            written.ShouldBe(content.Length);
            Ecies.TryDecrypt(new BouncyCurve(), Convert.FromHexString(key), body, prefix, new byte[content.Length], out _).ShouldBeTrue();
            Ecies.TryDecrypt(Curves.Best, Secret, body, prefix, content, out written).ShouldBeFalse();
            written.ShouldBe(0);
            opened++;
        }
        opened.ShouldBeGreaterThanOrEqualTo(6);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 2)]
    [InlineData(15, 2)]
    [InlineData(16, 0)]
    [InlineData(17, 5)]
    [InlineData(511, 2)]
    [InlineData(512, 2)]
    [InlineData(513, 2)]
    [InlineData(2000, 2)]
    public void Contents_survive_there_and_back(int length, int s2Length)
    {
        Random random = new(length);
        byte[] content = new byte[length], s2 = new byte[s2Length], packet = new byte[length + Ecies.Overhead];
        random.NextBytes(content);
        random.NextBytes(s2);
        Ecies.TryEncrypt(Curves.Best, Key, content, s2, random.NextBytes, packet).ShouldBeTrue();
        byte[] opened = new byte[length + 3];
        Ecies.TryDecrypt(Curves.Best, Secret, packet, s2, opened, out int written).ShouldBeTrue();
        written.ShouldBe(length);
        opened[..length].ShouldBe(content);
        opened[length..].ShouldAllBe(b => b == 0);
    }

    [Fact]
    public void A_packet_changed_in_any_bit_or_cut_or_with_other_s2_is_refused_and_nothing_is_written()
    {
        byte[] content = "a short secret"u8.ToArray(), s2 = [1, 2], packet = new byte[content.Length + Ecies.Overhead];
        Ecies.TryEncrypt(Curves.Best, Key, content, s2, new Random(1).NextBytes, packet).ShouldBeTrue();
        byte[] opened = new byte[content.Length];
        for (int bit = 0; bit < packet.Length * 8; bit++)
        {
            byte[] changed = [.. packet];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Refused(changed, s2);
        }
        for (int length = 0; length < packet.Length; length++)
        {
            Refused(packet[..length], s2);
        }
        Refused(packet, [1, 3]);
        Refused(packet, []);
        Refused([.. packet, 0], s2);
        Ecies.TryDecrypt(Curves.Best, Secret, packet, s2, opened.AsSpan(1), out _).ShouldBeFalse();
        Ecies.TryDecrypt(Curves.Best, new byte[32], packet, s2, opened, out _).ShouldBeFalse();
        opened.ShouldAllBe(b => b == 0);
        Ecies.TryDecrypt(Curves.Best, Secret, packet, s2, opened, out _).ShouldBeTrue();

        void Refused(byte[] bytes, byte[] authenticated)
        {
            Ecies.TryDecrypt(Curves.Best, Secret, bytes, authenticated, opened, out int written).ShouldBeFalse();
            written.ShouldBe(0);
            opened.ShouldAllBe(b => b == 0);
        }
    }

    [Fact]
    public void Layout_is_04_key_IV_ciphertext_tag_and_the_given_key_and_IV_make_it_repeatable()
    {
        byte[] ephemeral = Enumerable.Repeat((byte)7, 32).ToArray(), iv = Enumerable.Repeat((byte)9, 16).ToArray();
        byte[] one = new byte[10 + 113], two = new byte[10 + 113];
        Ecies.Overhead.ShouldBe(113);
        Ecies.TryEncrypt(Curves.Best, Key, new byte[10], [], ephemeral, iv, one).ShouldBeTrue();
        Ecies.TryEncrypt(new BouncyCurve(), Key, new byte[10], [], ephemeral, iv, two).ShouldBeTrue();
        two.ShouldBe(one);
        one[0].ShouldBe((byte)4);
        one[1..65].ShouldBe(PublicKey(ephemeral));
        one[65..81].ShouldBe(iv);
        one[81..91].ShouldNotBe(new byte[10]);
    }

    [Fact]
    public void A_receiver_that_is_no_point_gives_false_and_wrong_lengths_are_the_callers_fault()
    {
        byte[] packet = new byte[Ecies.Overhead];
        Ecies.TryEncrypt(Curves.Best, new byte[64], [], [], new Random(1).NextBytes, packet).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => Ecies.TryEncrypt(Curves.Best, Key, new byte[1], [], new Random(1).NextBytes, packet));
        Should.Throw<ArgumentException>(() => Ecies.TryEncrypt(Curves.Best, Key, [], [], Secret, new byte[15], packet));
    }

    private static IEnumerable<(string Packet, string Key, bool Plain)> Packets(JsonElement handshake)
    {
        foreach ((string kind, string key) in new[] { ("auth", "static_key_recipient_B"), ("ack", "static_key_initiator_A") })
        {
            foreach (JsonElement packet in handshake.GetProperty(kind).EnumerateArray())
            {
                yield return (packet.Text("packet"), handshake.Text(key), packet.Text("name").Contains("plain", StringComparison.Ordinal));
            }
        }
    }

    private static byte[] PublicKey(byte[] secret)
    {
        byte[] key = new byte[64];
        Curves.Best.PublicKey(secret, key);
        return key;
    }
}
