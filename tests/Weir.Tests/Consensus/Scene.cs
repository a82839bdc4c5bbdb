using Weir.Consensus;
using Weir.Platform;
using Weir.Wire.Ethereum;
using Weir.Wire.Frames;

namespace Weir.Tests.Consensus;

/// <summary>A network of validators whose real, signed messages pass one point. Times are milliseconds.</summary>
internal sealed class Scene
{
    public const long Millisecond = 1_000_000;
    private static readonly Dictionary<(IbftCode, ulong, ulong, int, string), IbftMessage> Made = [];
    private readonly Dictionary<(int, int, int), Conversation> _conversations = [];
    private long _id;

    public Scene(int validators, string point = "cn1", ConsensusOptions? options = null, bool named = true)
    {
        Addresses = new EthereumAddress[validators + 1];
        var nodes = new List<Node>();
        for (int i = 1; i <= validators; i++)
        {
            byte[] publicKey = new byte[64];
            Curves.Best.PublicKey(Key(i), publicKey);
            Addresses[i] = EthereumAddress.FromPublicKey(publicKey);
            nodes.Add(new Node("cn" + i, Ip(i), null, Addresses[i], null));
        }

        Nodes = named ? new NodeTable(nodes) : NodeTable.Empty;
        Point = new CapturePoint(point, point + ".pcap", LinkType.Ethernet);
        Monitor = new ConsensusMonitor(Point, Nodes, options);
    }

    public EthereumAddress[] Addresses { get; }

    public NodeTable Nodes { get; }

    public CapturePoint Point { get; }

    public ConsensusMonitor Monitor { get; }

    public static IpAddress Ip(int node) => IpAddress.FromIPv4(0x0A000000u + (uint)node);

    public static byte[] Key(int node)
    {
        byte[] key = new byte[32];
        key[31] = (byte)node;
        key[0] = 0x11;
        return key;
    }

    public static Hash256 Digest(ulong block, string variant = "") => Hash256.Keccak(System.Text.Encoding.UTF8.GetBytes($"block {block}{variant}"));

    /// <summary>A vote; <paramref name="signer"/> signs it, and it claims to be from <paramref name="claimed"/> (the signer when 0).</summary>
    public IbftMessage Vote(IbftCode code, ulong block, int signer, ulong round = 0, Hash256? digest = null, int claimed = 0)
    {
        Hash256 value = digest ?? (code == IbftCode.RoundChange ? default : Proposal(block, round).Header.Hash);
        if (!Made.TryGetValue((code, block, round, signer, value.ToString()), out IbftMessage? message))
        {
            message = IbftMessage.CreateVote(Curves.Best, Key(signer), code, block, round, value, Digest(block - 1));
            Made[(code, block, round, signer, value.ToString())] = message;
        }

        if (claimed != 0) { message = Claim(message, signer, Addresses[claimed]); }
        message.Recover(Curves.Best);
        return message;
    }

    /// <summary>The proposer of a block here: round-robin.</summary>
    public int ProposerOf(ulong block, ulong round = 0) => 1 + (int)((block + round) % (ulong)(Addresses.Length - 1));

    public Block Proposal(ulong block, ulong round = 0, byte variant = 0)
    {
        var header = new BlockHeader
        {
            ParentHash = Digest(block - 1), Number = block, Bloom = new byte[256], Time = 1000 + block, TimeFoS = variant,
            ExtraData = new BlockExtra { Vanity = new byte[32], Validators = [.. Addresses[1..]], Seal = new byte[65] }.Encode(),
        };
        return new Block(header.With(new BlockExtra { Vanity = new byte[32], Validators = [.. Addresses[1..]], Seal = new byte[65] }).Sealed(Curves.Best, Key(ProposerOf(block, round))), default);
    }

    public IbftMessage Preprepare(ulong block, ulong round = 0, int sender = 0, byte variant = 0)
    {
        IbftMessage message = IbftMessage.CreatePreprepare(Curves.Best, Key(sender == 0 ? ProposerOf(block, round) : sender), round, Proposal(block, round, variant));
        message.Recover(Curves.Best);
        return message;
    }

    /// <summary>The same message as a receiver decodes it anew: another object.</summary>
    public static IbftMessage Copy(IbftMessage message)
    {
        IbftMessage.TryRead(message.Encode(), out IbftMessage? copy, out string? error).ShouldBeTrue(error);
        copy!.Recover(Curves.Best);
        return copy;
    }

    public Conversation Conversation(int client, int server, int session = 0, bool midStream = false, long beginMs = 0)
    {
        if (!_conversations.TryGetValue((client, server, session), out Conversation? conversation))
        {
            conversation = new Conversation(++_id, Point, 6, new FlowEnd(Ip(client), (ushort)(40000 + session)), new FlowEnd(Ip(server), 32323), 1, beginMs * Millisecond) { ClientIsGuessed = midStream };
            _conversations.Add((client, server, session), conversation);
        }

        return conversation;
    }

    /// <summary>A frame with <paramref name="message"/> passes from one node to another at a time.</summary>
    public void Pass(IbftMessage message, int from, int to, double ms, int session = 0, Waypoint mac = Waypoint.MacRight)
    {
        int low = Math.Min(from, to), high = Math.Max(from, to);
        Monitor.Accept(new Message
        {
            Conversation = Conversation(high, low, session), Direction = from == high ? Direction.ClientToServer : Direction.ServerToClient,
            Protocol = "rlpx", Kind = message.Kind, Value = message, Time = (long)(ms * Millisecond), Trail = new Trail(7, 7, 0, 300, mac),
        });
    }

    /// <summary>One node announces a block to another.</summary>
    public void Announce(int from, int to, double ms, ulong block)
    {
        int low = Math.Min(from, to), high = Math.Max(from, to);
        Monitor.Accept(new Message
        {
            Conversation = Conversation(high, low), Direction = from == high ? Direction.ClientToServer : Direction.ServerToClient, Protocol = "rlpx", Kind = "new-block-hashes",
            Value = new Devp2pNewBlockHashes { Blocks = [new Devp2pBlockId(Digest(block), block)] }, Time = (long)(ms * Millisecond), Trail = new Trail(9, 9, 0, 64, Waypoint.MacRight),
        });
    }

    public void Doubt(int from, int to, double fromMs, double toMs, string reason = "gap of 1448 bytes", int session = 0)
    {
        int low = Math.Min(from, to), high = Math.Max(from, to);
        Monitor.Accept(new Doubt(Conversation(high, low, session), from == high ? Direction.ClientToServer : Direction.ServerToClient, "rlpx",
            (long)(fromMs * Millisecond), double.IsPositiveInfinity(toMs) ? long.MaxValue : (long)(toMs * Millisecond), reason, 1448));
    }

    /// <summary>
    /// A whole healthy decision as cn1's port sees it: each node sends its own messages to cn1 and cn1 its own to each, 1 ms apart. Ends 20 to 40 ms after <paramref name="ms"/>.
    /// <paramref name="pass"/> may keep single frames back.
    /// </summary>
    public void Decide(ulong block, double ms, ulong round = 0, Func<IbftMessage, int, int, bool>? pass = null)
    {
        int n = Addresses.Length - 1, proposer = ProposerOf(block, round);
        void Send(IbftMessage message, int sender, double at)
        {
            for (int other = 1; other <= n; other++)
            {
                if (other == sender || (sender != 1 && other != 1)) { continue; }
                if (pass is null || pass(message, sender, other)) { Pass(message, sender, other, at); }
            }
        }

        Send(Preprepare(block, round), proposer, ms);
        for (int i = 1; i <= n; i++) { Send(Vote(IbftCode.Prepare, block, i, round), i, ms + 2 + (i * 0.1)); }
        for (int i = 1; i <= n; i++) { Send(Vote(IbftCode.Commit, block, i, round), i, ms + 10 + (i * 0.1)); }
    }

    public ConsensusReport End(double firstMs, double lastMs)
    {
        Monitor.Complete((long)(firstMs * Millisecond), (long)(lastMs * Millisecond));
        return Monitor.Snapshot();
    }

    // What a cheat does: another's address in the message, one's own key under it (klaytn-ibft 3.1, 3.3).
    private static IbftMessage Claim(IbftMessage message, int signer, EthereumAddress claimed)
    {
        var outer = new RlpReader(message.Payload);
        outer.TryReadList(out RlpReader fields).ShouldBeTrue();
        for (int i = 0; i < 2; i++) { fields.TrySkip(); }
        fields.TryReadBytes(out ReadOnlySpan<byte> content).ShouldBeTrue();
        byte[] Payload(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
        {
            var writer = new RlpWriter();
            int list = writer.BeginList();
            writer.Write(message.Hash);
            writer.Write((ulong)message.Code);
            writer.Write(content);
            writer.Write(claimed);
            writer.Write(signature);
            writer.Write(message.CommittedSeal);
            writer.EndList(list);
            return writer.ToArray();
        }

        byte[] signature = EthereumSignature.Sign(Curves.Best, Hash256.Keccak(Payload(content, [])), Key(signer));
        var writer = new RlpWriter();
        int list = writer.BeginList();
        writer.Write(message.PreviousHash);
        writer.Write(Payload(content, signature));
        writer.EndList(list);
        IbftMessage.TryRead(writer.WrittenSpan, out IbftMessage? copy, out string? error).ShouldBeTrue(error);
        return copy!;
    }
}
