using Weir.Consensus.Ibft;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Ibft;

/// <summary>Several state machines that talk to each other in virtual time. What becomes of a message between two of them is one function: delayed, lost, changed.</summary>
internal sealed class MachineNetwork
{
    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(1);
    private readonly Random _random;

    public MachineNetwork(int nodes, int seed = 1, IbftOptions? options = null, int backlogLimit = 1024)
    {
        BacklogLimit = backlogLimit;
        Options = options ?? new IbftOptions();
        _random = new Random(seed);
        byte[][] keys = [.. Enumerable.Range(1, nodes).Select(KeyOf)];
        Validators = [.. keys.Select(AddressOf)];
        Genesis = new Block(new BlockHeader
        {
            ParentHash = default, Bloom = new byte[BlockHeader.BloomSize], Number = 0, Time = (ulong)Time.Now.TotalSeconds,
            ExtraData = new BlockExtra { Vanity = new byte[BlockExtra.VanitySize], Validators = Validators, Seal = new byte[BlockExtra.SealSize] }.Encode(),
        }.With(new BlockExtra { Vanity = new byte[BlockExtra.VanitySize], Validators = Validators, Seal = new byte[BlockExtra.SealSize] }), default);
        Nodes = [.. keys.Select((key, index) => new MachineNode(this, index, key))];
    }

    public IbftOptions Options { get; }

    public int BacklogLimit { get; }

    public VirtualTime Time { get; } = new();

    public Block Genesis { get; }

    public IReadOnlyList<EthereumAddress> Validators { get; }

    public IReadOnlyList<MachineNode> Nodes { get; }

    /// <summary>What the network makes of a message from one node to another: how long it takes, or null when it is lost.</summary>
    public Func<int, int, IbftMessage, TimeSpan?> Link { get; set; } = (_, _, _) => s_delay;

    /// <summary>Whether two nodes can give blocks to each other.</summary>
    public Func<int, int, bool> Joined { get; set; } = (_, _) => true;

    /// <summary>Blocks that cannot be inserted although they were decided.</summary>
    public Func<Block, bool> IsBad { get; set; } = _ => false;

    /// <summary>How high the lowest of all running nodes is.</summary>
    public ulong Lowest => Nodes.Where(node => node.Runs).Min(node => node.Head.Number);

    public ulong Highest => Nodes.Max(node => node.Head.Number);

    public void Start()
    {
        foreach (MachineNode node in Nodes) { node.Start(); }
    }

    public double NextRandom() => _random.NextDouble();

    /// <summary>Safety: of each number there is one block, whoever has it.</summary>
    public void ShouldAgree()
    {
        for (ulong number = 1; number <= Highest; number++)
        {
            Nodes.Where(node => node.Head.Number >= number).Select(node => node.Chain[(int)number].Header.Hash).Distinct().Count().ShouldBe(1, $"block {number}");
        }
    }

    public void Deliver(int from, int to, IbftMessage message)
    {
        if (Link(from, to, message) is not { } delay) { return; }
        byte[] encoded = message.Encode();
        Time.After(delay, () =>
        {
            IbftMessage.TryRead(encoded, out IbftMessage? read, out string? error).ShouldBeTrue(error);
            Nodes[to].Take(from, read!);
        });
    }

    public void Announce(int from, Block block)
    {
        foreach (MachineNode node in Nodes)
        {
            if (node.Index != from && Joined(from, node.Index)) { Time.After(s_delay, () => node.Follow(Nodes[from], block)); }
        }
    }

    private static byte[] KeyOf(int number)
    {
        byte[] key = new byte[32];
        key[0] = 1;
        key[31] = (byte)number;
        return key;
    }

    private static EthereumAddress AddressOf(byte[] key)
    {
        byte[] id = new byte[64];
        Curves.Best.PublicKey(key, id);
        return EthereumAddress.FromPublicKey(id);
    }
}
