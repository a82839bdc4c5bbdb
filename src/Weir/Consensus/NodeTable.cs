using System.Globalization;
using System.Text.Json;
using Weir.Wire.Ethereum;
using Weir.Wire.Frames;

namespace Weir.Consensus;

/// <summary>
/// Names of the nodes of a network, by address. The file is a JSON array with one object a node: <c>name</c> and any of <c>ip</c>, <c>mac</c>, <c>address</c> (consensus address) and
/// <c>node_id</c> (public key, from which a missing address is computed); other members are passed over.
/// </summary>
public sealed class NodeTable
{
    private readonly Dictionary<string, Node> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<IpAddress, Node> _byIp = [];
    private readonly Dictionary<EthereumAddress, Node> _byAddress = [];

    /// <summary>Makes a table. Of two nodes with the same name or address the first is found.</summary>
    public NodeTable(IReadOnlyList<Node> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        Nodes = nodes;
        foreach (Node node in nodes)
        {
            _byName.TryAdd(node.Name, node);
            if (node.Ip is { } ip) { _byIp.TryAdd(ip, node); }
            if (node.Address is { } address) { _byAddress.TryAdd(address, node); }
        }
    }

    /// <summary>The table without nodes: everything is named by its address.</summary>
    public static NodeTable Empty { get; } = new([]);

    /// <summary>The nodes in the order of the file.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The node with this name, or null.</summary>
    public Node? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The node with this address in the network, or null.</summary>
    public Node? Find(IpAddress ip) => _byIp.GetValueOrDefault(ip);

    /// <summary>The node with this consensus address, or null.</summary>
    public Node? Find(EthereumAddress address) => _byAddress.GetValueOrDefault(address);

    /// <summary>The name of the node with this address in the network; without one, the address.</summary>
    public string NameOf(IpAddress ip) => Find(ip)?.Name ?? ip.ToString();

    /// <summary>The name of the node with this consensus address; without one, the address.</summary>
    public string NameOf(EthereumAddress address) => Find(address)?.Name ?? address.ToString();

    /// <summary>Reads a table from a file.</summary>
    /// <exception cref="WeirException">The file cannot be read or is not such a table; the message names file and line.</exception>
    public static NodeTable Load(string path)
    {
        byte[] json;
        try
        {
            json = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeirException($"{path}: cannot read the nodes: {e.Message}", 2, e);
        }

        return Parse(json, path);
    }

    /// <summary>Reads a table from JSON; <paramref name="source"/> names it in errors.</summary>
    /// <exception cref="WeirException">It is not such a table.</exception>
    public static NodeTable Parse(ReadOnlySpan<byte> json, string source)
    {
        if (json.StartsWith("\uFEFF"u8)) { json = json[3..]; }
        var nodes = new List<Node>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                throw Error(source, json, 0, "the nodes are not a JSON array; expected [{\"name\": …, \"ip\": …, \"address\": …}, …]");
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) { nodes.Add(ReadNode(ref reader, json, source, nodes)); }
        }
        catch (JsonException e)
        {
            throw new WeirException(string.Create(CultureInfo.InvariantCulture, $"{source}:{e.LineNumber + 1}: not JSON: {e.Message}"), 2, e);
        }

        return new NodeTable(nodes);
    }

    private static Node ReadNode(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string source, List<Node> before)
    {
        long begin = reader.TokenStartIndex;
        if (reader.TokenType != JsonTokenType.StartObject) { throw Error(source, json, begin, "a node is not a JSON object"); }
        string? name = null, mac = null, nodeId = null;
        IpAddress? ip = null;
        EthereumAddress? address = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string member = reader.GetString()!;
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) { reader.Skip(); continue; }
            if (member is not ("name" or "ip" or "mac" or "address" or "node_id")) { continue; }
            long place = reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.Null) { continue; }
            if (reader.TokenType != JsonTokenType.String) { throw Error(source, json, place, $"\"{member}\" is not a string"); }
            string text = reader.GetString()!;
            switch (member)
            {
                case "name": name = text; break;
                case "mac": mac = text; break;
                case "ip":
                    ip = IpAddress.TryParse(text, out IpAddress parsed) ? parsed : throw Error(source, json, place, $"\"{text}\" is no IPv4 or IPv6 address");
                    break;
                case "address":
                    address = EthereumAddress.TryParse(text, out EthereumAddress read) ? read
                        : throw Error(source, json, place, $"\"{text}\" is no consensus address: 40 hexadecimal digits, and in mixed case with the right checksum");
                    break;
                default:
                    nodeId = text;
                    break;
            }
        }

        if (string.IsNullOrEmpty(name)) { throw Error(source, json, begin, "a node has no \"name\""); }
        if (nodeId is not null && address is null) { address = AddressOf(nodeId) ?? throw Error(source, json, begin, $"the node_id of {name} is not 128 hexadecimal digits"); }
        foreach (Node other in before)
        {
            if (other.Name == name) { throw Error(source, json, begin, $"the name {name} is there twice"); }
            if (ip is not null && other.Ip == ip) { throw Error(source, json, begin, $"{name} and {other.Name} have the same ip"); }
            if (address is not null && other.Address == address) { throw Error(source, json, begin, $"{name} and {other.Name} have the same address"); }
        }

        return new Node(name, ip, mac, address, nodeId);
    }

    private static EthereumAddress? AddressOf(string nodeId)
    {
        Span<byte> key = stackalloc byte[64];
        ReadOnlySpan<char> digits = nodeId.StartsWith("0x", StringComparison.Ordinal) ? nodeId.AsSpan(2) : nodeId;
        return digits.Length == 128 && Convert.FromHexString(digits, key, out _, out _) == System.Buffers.OperationStatus.Done ? EthereumAddress.FromPublicKey(key) : null;
    }

    private static WeirException Error(string source, ReadOnlySpan<byte> json, long offset, string what)
    {
        int line = 1 + json[..(int)offset].Count((byte)'\n');
        return new WeirException(string.Create(CultureInfo.InvariantCulture, $"{source}:{line}: {what}"));
    }
}
