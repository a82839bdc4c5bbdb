using System.Numerics;
using System.Text;
using Weir.Consensus.Chain;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Chain;

/// <summary>Validators whose keys are known, an account with money, and a genesis of them.</summary>
internal sealed class ChainScene
{
    public const ulong ChainId = 77;
    public const ulong Begin = 1_700_000_000;
    public static readonly BigInteger Price = 25_000_000_000;

    public ChainScene(int validators = 4, string config = "", string governance = "", string reward = "")
    {
        Keys = [.. Enumerable.Range(1, validators).Select(Key)];
        Addresses = [.. Keys.Select(AddressOf)];
        byte[] extra = new BlockExtra { Vanity = new byte[32], Validators = Addresses, Seal = new byte[65] }.Encode();
        Genesis = Genesis.Parse(Encoding.UTF8.GetBytes($$"""
            {
              "config": {
                "chainId": {{ChainId}}, "istanbulCompatibleBlock": 0, "unitPrice": {{Price}}, "istanbul": { "epoch": 10, "policy": 0, "sub": 22 }{{config}},
                "governance": { "governingNode": "{{Addresses[0]}}", "governanceMode": "none"{{governance}}, "reward": { "mintingAmount": 1000, "ratio": "100/0/0"{{reward}} } }
              },
              "timestamp": "{{Begin}}", "extraData": "0x{{Convert.ToHexStringLower(extra)}}", "blockScore": "0x1",
              "alloc": { "{{Sender}}": { "balance": "1000000000000000000000000" }, "{{Empty}}": { "balance": "0" } }
            }
            """), "genesis.json");
    }

    public static byte[] SenderKey { get; } = Key(100);

    public static EthereumAddress Sender { get; } = AddressOf(SenderKey);

    public static EthereumAddress Empty { get; } = AddressOf(Key(101));

    public byte[][] Keys { get; }

    public EthereumAddress[] Addresses { get; }

    public Genesis Genesis { get; }

    public static byte[] Key(int number)
    {
        byte[] key = new byte[32];
        key[0] = 0x22;
        key[31] = (byte)number;
        return key;
    }

    public static EthereumAddress AddressOf(byte[] key)
    {
        byte[] publicKey = new byte[64];
        Curves.Best.PublicKey(key, publicKey);
        return EthereumAddress.FromPublicKey(publicKey);
    }

    public static Transaction Transfer(ulong nonce, EthereumAddress to, BigInteger value, ulong gas = 21_000) =>
        Transaction.CreateTransfer(Curves.Best, SenderKey, ChainId, nonce, Price, gas, to, value);

    /// <summary>A moment after the head of a chain, so that its next block keeps the rhythm.</summary>
    public static DateTimeOffset After(LocalChain chain) => DateTimeOffset.FromUnixTimeSeconds((long)chain.Head.Header.Time + 1);

    /// <summary>The block with the committed seals of these validators, of all when none is named.</summary>
    public Block Commit(Block block, params int[] by)
    {
        int[] committers = by.Length > 0 ? by : [.. Enumerable.Range(0, Keys.Length)];
        List<ReadOnlyMemory<byte>> seals = [.. committers.Select(i => (ReadOnlyMemory<byte>)block.Header.CreateCommittedSeal(Curves.Best, Keys[i]))];
        return new Block(block.Header.WithExtra((byte)block.Header.Extra!.Round, block.Header.Extra.Seal, seals), block.Transactions.Remaining.ToArray());
    }

    /// <summary>The block of validator <paramref name="sealer"/> with another state root, as a faulty proposer would seal it.</summary>
    public Block WithRoot(Block block, Hash256 root, int sealer)
    {
        BlockHeader h = block.Header;
        BlockHeader other = new BlockHeader
        {
            ParentHash = h.ParentHash, Rewardbase = h.Rewardbase, Root = root, TxHash = h.TxHash, ReceiptHash = h.ReceiptHash, Bloom = h.Bloom, BlockScore = h.BlockScore, Number = h.Number, GasUsed = h.GasUsed,
            Time = h.Time, TimeFoS = h.TimeFoS, ExtraData = default, Governance = h.Governance, Vote = h.Vote,
        }.With(h.Extra!);
        return new Block(other.Sealed(Curves.Best, Keys[sealer]), block.Transactions.Remaining.ToArray());
    }

    /// <summary>Builds, commits and appends one block.</summary>
    public Block Grow(LocalChain chain, int proposer = 0, EthereumAddress? rewardbase = null, byte[]? vote = null, params Transaction[] transactions)
    {
        DateTimeOffset now = After(chain);
        Block proposal = chain.Propose(new ProposalOptions { PrivateKey = Keys[proposer], Rewardbase = rewardbase, Transactions = transactions, Vote = vote }, now);
        BlockVerdict verdict = chain.Verify(proposal, now);
        verdict.IsGood.ShouldBeTrue(verdict.Text);
        Block block = Commit(proposal);
        verdict = chain.Append(block, now);
        verdict.IsGood.ShouldBeTrue(verdict.Text);
        return block;
    }
}
