using System.Diagnostics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

/// <summary>Published messages, damaged in every way a network or an enemy can: nothing throws, and nothing is allocated by a length that the bytes only claim.</summary>
public sealed class EthereumFuzzTests
{
    private const int Seed = 20220704;
    private static readonly TimeSpan Box = TimeSpan.FromSeconds(1.5);

    [Fact]
    public void Damaged_messages_never_throw_and_never_allocate_more_than_their_size_allows()
    {
        (ulong Code, byte[] Payload)[] seeds = [.. Messages()];
        seeds.Length.ShouldBeGreaterThan(15);
        Random random = new(Seed);
        Stopwatch watch = Stopwatch.StartNew();
        Silent silent = new();
        long runs = 0;
        while (watch.Elapsed < Box)
        {
            (ulong code, byte[] payload) = seeds[random.Next(seeds.Length)];
            byte[] damaged = Damage(payload, random);
            if (random.Next(10) == 0) { code = (ulong)random.Next(0x24); }
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool read = Devp2pMessage.TryRead(code, damaged, out IDescribed? value, out string? error);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            allocated.ShouldBeLessThan(16_384 + (damaged.Length * 64L), Where(runs));
            (value is not null || !read).ShouldBeTrue(Where(runs));
            (error is null).ShouldBe(read, Where(runs));
            if (read) { value!.Describe(silent); }
            if (value is IbftMessage message && runs % 16 == 0) { message.Recover(Curves.Best); }
            runs++;
        }

        runs.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Damaged_blocks_headers_and_extra_data_never_throw_and_what_is_read_is_written_again()
    {
        byte[][] seeds = [.. KlaytnVectors.Get("blocks").EnumerateArray().Select(b => b.Bytes("block_rlp")), KlaytnVectors.Get("committed_seals").Bytes("block_rlp")];
        Random random = new(Seed + 1);
        Stopwatch watch = Stopwatch.StartNew();
        long runs = 0;
        while (watch.Elapsed < Box)
        {
            byte[] damaged = Damage(seeds[random.Next(seeds.Length)], random);
            if (Block.TryRead(damaged, out Block? block, out _))
            {
                // Canonical RLP has one form, so reading and writing are inverse for whatever is read at all.
                block!.Encode().ShouldBe(damaged, Where(runs));
                if (block.Header.Extra is not null) { block.Header.Extra.Encode().ShouldBe(block.Header.ExtraData.ToArray(), Where(runs)); }
            }

            BlockExtra.TryRead(damaged, out _);
            BlockHeader.TryRead(damaged, out _, out _);
            runs++;
        }

        runs.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Damaged_streams_end_the_session_and_never_throw()
    {
        JsonElement session = KlaytnVectors.Get("rlpx_session");
        JsonElement handshake = KlaytnVectors.Get("rlpx_handshake");
        byte[] auth = handshake.GetProperty("auth")[1].Bytes("packet");
        byte[] ack = handshake.GetProperty("ack")[1].Bytes("packet");
        RlpxSecrets secrets = RlpxSecrets.Derive(session.Bytes("ecdhe_secret"), handshake.Bytes("nonce_A"), handshake.Bytes("nonce_B"));
        byte[] wire = session.Bytes("tcp_A_to_B")[(1 + auth.Length)..];
        Random random = new(Seed + 2);
        Stopwatch watch = Stopwatch.StartNew();
        long runs = 0;
        while (watch.Elapsed < Box)
        {
            byte[] damaged = Damage(wire, random);
            RlpxFrameReader reader = new(secrets, secrets.CreateMac(true, auth)) { Decompresses = random.Next(2) == 0 };
            int at = 0;
            int frames = 0;
            while (reader.TryRead(damaged.AsSpan(at), out int consumed, out _))
            {
                at += consumed;
                frames++;
            }

            frames.ShouldBeLessThanOrEqualTo(4, Where(runs));
            RlpxHandshake recipient = new(Curves.Best, false, handshake.Bytes("static_key_recipient_B"), handshake.Bytes("ephemeral_key_B"), handshake.Bytes("nonce_B"));
            if (runs % 8 == 0) { recipient.TryReadAuth(Damage(random.Next(2) == 0 ? auth : ack, random), out _); }
            runs++;
        }

        runs.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Votes_of_any_numbers_and_hashes_are_read_as_they_were_made()
    {
        byte[] key = BlockTests.Bytes(32, 3);
        Prop.ForAll<ulong, ulong, int>((sequence, round, content) =>
        {
            Random random = new(content);
            byte[] hash = new byte[32];
            random.NextBytes(hash);
            IbftCode code = (IbftCode)(1 + random.Next(3));
            Hash256 digest = code == IbftCode.RoundChange ? default : new Hash256(hash);
            random.NextBytes(hash);
            IbftMessage made = IbftMessage.CreateVote(Curves.Best, key, code, sequence, round, digest, new Hash256(hash));
            if (!IbftMessage.TryRead(made.Encode(), out IbftMessage? read, out _)) { return false; }
            read!.Recover(Curves.Best);
            return read.Faults == IbftFaults.None && read.Signer == read.Address && read.Code == code && read.Sequence == sequence && read.Round == round
                && read.Digest == digest && read.PreviousHash == made.PreviousHash && read.Identity == made.Identity && read.Encode().AsSpan().SequenceEqual(made.Encode());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    private static IEnumerable<(ulong Code, byte[] Payload)> Messages()
    {
        foreach (JsonElement message in KlaytnVectors.Get("devp2p_messages").EnumerateArray())
        {
            yield return (message.TryGetProperty("code", out JsonElement code) ? code.GetUInt64() : 2, message.Bytes("rlp"));
        }

        foreach (JsonElement message in KlaytnVectors.Get("istanbul_messages").GetProperty("messages").EnumerateArray()) { yield return (0x21, message.Bytes("consensus_msg_rlp")); }
        foreach (JsonElement vector in KlaytnVectors.Get("blocks").EnumerateArray())
        {
            Block.TryRead(vector.Bytes("block_rlp"), out Block? block, out _).ShouldBeTrue();
            yield return (0x1b, new Devp2pNewBlock { Block = block!, TotalDifficulty = 5 }.Encode());
            yield return (0x18, new Devp2pHeaders { Headers = [block!.Header, block.Header] }.Encode());
            yield return (0x13, block.Header.Encode());
            RlpWriter transactions = new();
            int list = transactions.BeginList();
            transactions.WriteEncoded(block.Transactions.Remaining);
            transactions.EndList(list);
            yield return (0x16, transactions.ToArray());
        }

        yield return (0x11, new Devp2pNewBlockHashes { Blocks = [new(default, 1), new(default, 2)] }.Encode());
        yield return (0x17, new Devp2pHeadersRequest { OriginNumber = 1, Amount = 5 }.Encode());
        yield return (0x19, new Devp2pHashes { Hashes = [default, default] }.Encode());
    }

    private static byte[] Damage(byte[] message, Random random)
    {
        byte[] damaged = [.. message];
        int changes = random.Next(4);
        for (int i = 0; i < changes && damaged.Length > 0; i++)
        {
            int at = random.Next(damaged.Length);
            switch (random.Next(5))
            {
                case 0:
                    damaged[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 2:
                    damaged = damaged[..at];
                    break;
                case 3:
                    damaged = [.. damaged[..at], .. BlockTests.Bytes(random.Next(1, 9), (byte)random.Next(256)), .. damaged[at..]];
                    break;
                default:
                    damaged = [.. damaged[..at], .. damaged[Math.Min(damaged.Length, at + random.Next(1, 40))..]];
                    break;
            }
        }

        return damaged;
    }

    private static string Where(long run) => $"seed {Seed}, run {run}";

    /// <summary>Takes every field and keeps none.</summary>
    private sealed class Silent : IFieldVisitor
    {
        public void Begin(string name)
        {
        }

        public void End()
        {
        }

        public void Field(string name, string value)
        {
        }

        public void Field(string name, long value)
        {
        }

        public void Field(string name, bool value)
        {
        }

        public void Field(string name, ReadOnlySpan<byte> value)
        {
        }
    }
}
