using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Weir.Consensus.Peers;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating;

/// <summary>The files of a network in one folder: <c>genesis.json</c>, <c>static-nodes.json</c>, <c>nodekey1</c> and so on, <c>nodes.json</c>. Klaytn's <c>homi</c> keeps the first two in <c>scripts</c> and the keys in <c>keys</c>; both are found.</summary>
internal sealed class NetworkFolder
{
    /// <summary>A validator can be counted in a folder up to here.</summary>
    public const int MostNodes = 100;

    // 2022-06-01: before the first block of any chain that is made now.
    private const string Timestamp = "0x6296ab80";
    private const string Balance = "0x446c3b15f9926687d2c40534fdb564000000000000";

    private readonly string _folder;

    /// <summary>Looks for the files.</summary>
    /// <exception cref="WeirException">The folder has no genesis.</exception>
    public NetworkFolder(string folder)
    {
        _folder = folder;
        Genesis = Find("genesis.json", "scripts") ?? throw new WeirException($"{folder}: there is no genesis.json, nor scripts/genesis.json ('weir consensus init {folder} -n 4' makes the files of a network)");
        StaticNodes = Find("static-nodes.json", "scripts");
        Nodes = Find("nodes.json", "");
    }

    /// <summary>The genesis file.</summary>
    public string Genesis { get; }

    /// <summary>The list of nodes; null when there is none.</summary>
    public string? StaticNodes { get; }

    /// <summary>The names of the nodes; null when there are none.</summary>
    public string? Nodes { get; }

    /// <summary>The key of the node with a number from 1.</summary>
    /// <exception cref="WeirException">There is none.</exception>
    public string KeyOf(int number)
    {
        string name = "nodekey" + number.ToString(CultureInfo.InvariantCulture);
        return Find(name, "keys") ?? throw new WeirException($"{_folder}: there is no {name}, nor keys/{name}");
    }

    /// <summary>Makes the files of a new network.</summary>
    /// <returns>The addresses of the validators.</returns>
    /// <exception cref="WeirException">The folder has such files already, or cannot be written.</exception>
    public static IReadOnlyList<EthereumAddress> Create(string folder, NetworkPlan plan, ICurve curve)
    {
        byte[][] keys = [.. Enumerable.Range(1, plan.Count).Select(number => Key(plan, number))];
        PeerIdentity[] nodes = [.. keys.Select(key => new PeerIdentity(curve, key))];
        try
        {
            Directory.CreateDirectory(folder);
            string genesis = Path.Combine(folder, "genesis.json");
            if (File.Exists(genesis)) { throw new WeirException($"{genesis} is there already: choose another folder, or remove the network in it"); }
            for (int i = 0; i < keys.Length; i++) { NodeKeyFile.Save(Path.Combine(folder, "nodekey" + (i + 1).ToString(CultureInfo.InvariantCulture)), keys[i]); }
            File.WriteAllText(Path.Combine(folder, "static-nodes.json"), Peers.StaticNodes.Write(nodes.Select((node, i) => new NodeUrl(node.Id, plan.HostOf(i + 1), plan.PortOf(i + 1)))));
            File.WriteAllBytes(Path.Combine(folder, "nodes.json"), NodesOf(plan, nodes));
            File.WriteAllBytes(genesis, GenesisOf(plan, [.. nodes.Select(node => node.Address)]));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new WeirException($"{folder}: {fault.Message}", 2, fault);
        }

        return [.. nodes.Select(node => node.Address)];
    }

    private static byte[] Key(NetworkPlan plan, int number)
    {
        byte[] key = new byte[Secp256k1.ScalarSize];
        if (plan.Seed is null)
        {
            Secp256k1.GeneratePrivateKey(RandomNumberGenerator.Fill, key);
            return key;
        }

        int turn = 0;
        Secp256k1.GeneratePrivateKey(span => Keccak256.Hash(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{plan.Seed}/{number}/{turn++}")), span), key);
        return key;
    }

    private static byte[] NodesOf(NetworkPlan plan, PeerIdentity[] nodes) => Json(json =>
    {
        json.WriteStartArray();
        for (int i = 0; i < nodes.Length; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", plan.NameOf(i + 1));
            // Validators of one host have its address in common, which tells them apart no more than nothing would.
            if (plan.HostOf(1) != plan.HostOf(2) && IPAddress.TryParse(plan.HostOf(i + 1), out IPAddress? address)) { json.WriteString("ip", address.ToString()); }
            json.WriteString("address", nodes[i].Address.ToString());
            json.WriteString("node_id", Convert.ToHexStringLower(nodes[i].Id.Span));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static byte[] GenesisOf(NetworkPlan plan, EthereumAddress[] validators) => Json(json =>
    {
        var extra = new BlockExtra { Vanity = new byte[BlockExtra.VanitySize], Validators = validators, Seal = new byte[BlockExtra.SealSize] };
        json.WriteStartObject();
        json.WriteStartObject("config");
        json.WriteNumber("chainId", plan.ChainId);
        json.WriteNumber("istanbulCompatibleBlock", 0);
        json.WriteNumber("londonCompatibleBlock", 0);
        json.WriteNumber("ethTxTypeCompatibleBlock", 0);
        json.WriteStartObject("istanbul");
        json.WriteNumber("epoch", 604800);
        json.WriteNumber("policy", 0);
        json.WriteNumber("sub", plan.CommitteeSize);
        json.WriteEndObject();
        json.WriteNumber("unitPrice", 25_000_000_000);
        json.WriteNumber("deriveShaImpl", 0);
        json.WriteStartObject("governance");
        json.WriteString("governingNode", Hex(validators[0].ToArray()));
        json.WriteString("governanceMode", "none");
        json.WriteStartObject("reward");
        json.WriteNumber("mintingAmount", 9_600_000_000_000_000_000);
        json.WriteString("ratio", "100/0/0");
        json.WriteBoolean("useGiniCoeff", false);
        json.WriteBoolean("deferredTxFee", false);
        json.WriteNumber("stakingUpdateInterval", 86400);
        json.WriteNumber("proposerUpdateInterval", 3600);
        json.WriteNumber("minimumStake", 2_000_000);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("timestamp", Timestamp);
        json.WriteString("extraData", Hex(extra.Encode()));
        json.WriteNull("governanceData");
        json.WriteString("blockScore", "0x1");
        json.WriteStartObject("alloc");
        foreach (EthereumAddress validator in validators)
        {
            json.WriteStartObject(Convert.ToHexStringLower(validator.ToArray()));
            json.WriteString("balance", Balance);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteString("number", "0x0");
        json.WriteString("gasUsed", "0x0");
        json.WriteString("parentHash", Hex(new byte[Hash256.Size]));
        json.WriteEndObject();
    });

    private static string Hex(byte[] bytes) => "0x" + Convert.ToHexStringLower(bytes);

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true })) { write(json); }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private string? Find(string name, string other)
    {
        string here = Path.Combine(_folder, name);
        if (File.Exists(here)) { return here; }
        string there = Path.Combine(_folder, other, name);
        return File.Exists(there) ? there : null;
    }
}
