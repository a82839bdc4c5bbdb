using System.Globalization;
using System.Text;
using Weir.Consensus.Chain;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Bench;

/// <summary>What a chain costs a validator: building, checking and keeping blocks of seven validators, empty and full of transfers, and opening the file again.</summary>
internal static class ChainHarness
{
    private const int Validators = 7;
    private const ulong ChainId = 2019;
    private const ulong Price = 25_000_000_000;

    /// <summary>Runs <c>chain [blocks] [transfers a block]</c>.</summary>
    public static void Run(ReadOnlySpan<string> args)
    {
        int blocks = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1000;
        int transfers = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 0;
        byte[][] keys = [.. Enumerable.Range(1, Validators + 1).Select(Key)];
        Genesis genesis = Genesis.Parse(GenesisOf([.. keys.Take(Validators).Select(AddressOf)], AddressOf(keys[^1])), "genesis.json");
        string folder = Directory.CreateTempSubdirectory("weir-bench").FullName;
        try
        {
            string path = Path.Combine(folder, "chain");
            Grow(genesis, path, keys, blocks, transfers);
            long memory = GC.GetTotalMemory(forceFullCollection: true);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            using LocalChain again = LocalChain.Open(genesis, path);
            TimeSpan open = Environment.CpuUsage.TotalTime - before;
            long held = GC.GetTotalMemory(forceFullCollection: true) - memory;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"open again   {open.TotalSeconds,8:0.000} CPU s for {again.Head.Header.Number} blocks, {new FileInfo(path).Length / blocks} bytes on disk and {held / blocks} in memory a block"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Grow(Genesis genesis, string path, byte[][] keys, int blocks, int transfers)
    {
        using LocalChain proposer = LocalChain.Open(genesis, null), validator = LocalChain.Open(genesis, path);
        TimeSpan propose = default, verify = default, append = default;
        ulong nonce = 0;
        for (int i = 0; i < blocks; i++)
        {
            DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds((long)proposer.Head.Header.Time + 1);
            EthereumAddress to = new(Hash256.Keccak(BitConverter.GetBytes(i)).ToArray().AsSpan(12));
            Transaction[] wanted = [.. Enumerable.Range(0, transfers).Select(_ => Transaction.CreateTransfer(Curves.Best, keys[^1], ChainId, nonce++, Price, 21_000, to, 1))];
            Block built = Timed(ref propose, () => proposer.Propose(new ProposalOptions { PrivateKey = keys[i % Validators], Transactions = wanted }, now));
            BlockExtra extra = built.Header.Extra!;
            List<ReadOnlyMemory<byte>> seals = [.. keys.Take(5).Select(key => (ReadOnlyMemory<byte>)built.Header.CreateCommittedSeal(Curves.Best, key))];
            byte[] wire = new Block(built.Header.WithExtra(0, extra.Seal, seals), built.Transactions.Remaining.ToArray()).Encode();
            if (!Block.TryRead(wire, out Block? block, out string? error)) { throw new InvalidOperationException(error); }
            BlockVerdict vote = Timed(ref verify, () => validator.Verify(block!, now)), taken = Timed(ref append, () => validator.Append(block!, now));
            if (!vote.IsGood || !taken.IsGood || !proposer.Append(block!, now).IsGood) { throw new InvalidOperationException(vote.Text + taken.Text); }
        }

        foreach ((string name, TimeSpan time) in ((string, TimeSpan)[])[("propose", propose), ("verify", verify), ("append", append)])
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-12} {time.TotalMilliseconds / blocks,8:0.000} CPU ms a block of {transfers} transfers"));
        }
    }

    private static T Timed<T>(ref TimeSpan sum, Func<T> step)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        T result = step();
        sum += Environment.CpuUsage.TotalTime - before;
        return result;
    }

    private static byte[] Key(int number)
    {
        byte[] key = new byte[32];
        key[0] = 0x33;
        key[31] = (byte)number;
        return key;
    }

    private static EthereumAddress AddressOf(byte[] key)
    {
        byte[] publicKey = new byte[64];
        Curves.Best.PublicKey(key, publicKey);
        return EthereumAddress.FromPublicKey(publicKey);
    }

    private static byte[] GenesisOf(EthereumAddress[] validators, EthereumAddress rich)
    {
        byte[] extra = new BlockExtra { Vanity = new byte[32], Validators = validators, Seal = new byte[65] }.Encode();
        return Encoding.UTF8.GetBytes($$"""
            { "config": { "chainId": {{ChainId}}, "istanbulCompatibleBlock": 0, "unitPrice": {{Price}}, "istanbul": { "epoch": 604800, "policy": 0, "sub": 22 }, "governance": { "reward": { "mintingAmount": 9600000000000000000 } } },
              "timestamp": "0x6b064958", "extraData": "0x{{Convert.ToHexStringLower(extra)}}", "alloc": { "{{rich}}": { "balance": "0x446c3b15f9926687d2c40534fdb564000000000000" } } }
            """);
    }
}
