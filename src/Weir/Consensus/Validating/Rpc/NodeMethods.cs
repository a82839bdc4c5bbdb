using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating.Rpc;

/// <summary>The registry of RPC methods, under Klaytn's names: one line each.</summary>
internal static class NodeMethods
{
    /// <summary>All methods by name.</summary>
    public static IReadOnlyDictionary<string, NodeMethod> All { get; } = new SortedDictionary<string, NodeMethod>(StringComparer.Ordinal)
    {
        ["klay_blockNumber"] = (node, _, json) => json.WriteStringValue(Hex(node.Chain.Head.Header.Number)),
        ["klay_chainID"] = (node, _, json) => json.WriteStringValue(Hex(node.Chain.Genesis.ChainId)),
        ["klay_gasPrice"] = (node, _, json) => json.WriteStringValue(Hex(node.Chain.Parameters.UnitPrice)),
        ["klay_syncing"] = (node, _, json) => json.WriteBooleanValue(node.IsSyncing),
        ["klay_getBlockByNumber"] = (node, parameters, json) => BlockJson.Write(json, ByNumber(node, parameters), consensus: null),
        ["klay_getBlockByHash"] = (node, parameters, json) => BlockJson.Write(json, ByHash(node, parameters), consensus: null),
        ["klay_getBlockWithConsensusInfoByNumber"] = (node, parameters, json) => BlockJson.Write(json, ByNumber(node, parameters), Curves.Best),
        ["klay_getBlockWithConsensusInfoByHash"] = (node, parameters, json) => BlockJson.Write(json, ByHash(node, parameters), Curves.Best),
        ["klay_getBlockTransactionCountByNumber"] = (node, parameters, json) => json.WriteStringValue(Hex((ulong)(ByNumber(node, parameters)?.TransactionCount ?? 0))),
        ["klay_getBalance"] = (node, parameters, json) => json.WriteStringValue(Hex(node.Chain.State.Find(Address(parameters))?.Balance ?? 0)),
        ["klay_getTransactionCount"] = (node, parameters, json) => json.WriteStringValue(Hex(NextNonce(node, parameters))),
        ["klay_sendRawTransaction"] = Send,
        ["klay_getCouncil"] = Validators,
        ["klay_getCouncilSize"] = (node, _, json) => json.WriteNumberValue(node.Chain.Validators.Count),
        ["klay_getCommittee"] = Validators,
        ["istanbul_getValidators"] = Validators,
        ["istanbul_nodeAddress"] = (node, _, json) => json.WriteStringValue(node.Address.ToString()),
        ["istanbul_getView"] = View,
        ["net_peerCount"] = (node, _, json) => json.WriteStringValue(Hex((ulong)node.Peers.Count)),
        ["net_networkID"] = (node, _, json) => json.WriteNumberValue(node.NetworkId),
        ["net_version"] = (node, _, json) => json.WriteStringValue(node.NetworkId.ToString(CultureInfo.InvariantCulture)),
        ["admin_peers"] = Peers,
        ["txpool_status"] = (node, _, json) =>
        {
            json.WriteStartObject();
            json.WriteString("pending", Hex((ulong)node.Pool.Count));
            json.WriteEndObject();
        },
    };

    /// <summary>A number as the methods write it.</summary>
    public static string Hex(BigInteger value) => "0x" + (value.IsZero ? "0" : value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0'));

    private static Block? ByNumber(NodeView node, JsonElement[] parameters)
    {
        string text = parameters.Length > 0 && parameters[0].ValueKind == JsonValueKind.String ? parameters[0].GetString()! : "latest";
        ulong number;
        if (text is "latest" or "pending") { number = node.Chain.Head.Header.Number; }
        else if (text == "earliest") { number = 0; }
        else if (!text.StartsWith("0x", StringComparison.Ordinal) || !ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number))
        {
            throw new RpcException(-32602, "a block number is written 0x1f, or \"latest\" or \"earliest\"");
        }

        return node.Chain.TryGet(number, out Block? block) ? block : null;
    }

    private static Block? ByHash(NodeView node, JsonElement[] parameters)
    {
        if (parameters.Length == 0 || parameters[0].ValueKind != JsonValueKind.String || !Hash256.TryParse(parameters[0].GetString(), out Hash256 hash))
        {
            throw new RpcException(-32602, "a block's hash is written as 0x and 64 hexadecimal digits");
        }

        return node.Chain.TryGet(hash, out Block? block) ? block : null;
    }

    private static EthereumAddress Address(JsonElement[] parameters) =>
        parameters.Length > 0 && parameters[0].ValueKind == JsonValueKind.String && EthereumAddress.TryParse(parameters[0].GetString(), out EthereumAddress address)
            ? address : throw new RpcException(-32602, "an address is written as 0x and 40 hexadecimal digits");

    /// <summary>The next nonce of an account; with "pending", after those of its transactions that wait.</summary>
    private static ulong NextNonce(NodeView node, JsonElement[] parameters)
    {
        EthereumAddress address = Address(parameters);
        ulong nonce = node.Chain.State.Find(address)?.Nonce ?? 0;
        if (parameters.Length < 2 || parameters[1].ValueKind != JsonValueKind.String || parameters[1].GetString() != "pending") { return nonce; }
        ulong chain = node.Chain.Genesis.ChainId;
        foreach (Transaction one in node.Pool.Waiting)
        {
            if (one.Nonce == nonce && one.TryGetSender(Curves.Best, chain, out EthereumAddress sender) && sender == address) { nonce++; }
        }

        return nonce;
    }

    private static void Send(NodeView node, JsonElement[] parameters, Utf8JsonWriter json)
    {
        byte[] encoded;
        try { encoded = parameters.Length > 0 && parameters[0].GetString() is { } text && text.StartsWith("0x", StringComparison.Ordinal) ? Convert.FromHexString(text.AsSpan(2)) : []; }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException)
        {
            throw new RpcException(-32602, "a transaction is written as 0x and its bytes in hexadecimal digits");
        }

        if (!Transaction.TryRead(encoded, out Transaction? transaction, out string? error)) { throw new RpcException(-32000, error!); }
        if (node.Take(encoded) is { } refused) { throw new RpcException(-32000, refused); }
        json.WriteStringValue(transaction!.Hash.ToString());
    }

    private static void Validators(NodeView node, JsonElement[] parameters, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (EthereumAddress validator in new ProposerOrder(node.Chain.Validators).Validators) { json.WriteStringValue(validator.ToString()); }
        json.WriteEndArray();
    }

    private static void View(NodeView node, JsonElement[] parameters, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", node.Machine.View.Sequence);
        json.WriteNumber("round", node.Machine.View.Round);
        json.WriteString("phase", node.Machine.Phase.ToString());
        json.WriteBoolean("waitingForRoundChange", node.Machine.IsWaiting);
        json.WriteString("proposer", node.Machine.Proposer.ToString());
        json.WriteEndObject();
    }

    private static void Peers(NodeView node, JsonElement[] parameters, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (PeerTrack peer in node.Peers)
        {
            json.WriteStartObject();
            json.WriteString("id", Convert.ToHexStringLower(peer.Peer.Hello.Id.Span));
            json.WriteString("name", peer.Peer.Hello.Name);
            json.WriteString("address", peer.Peer.Address.ToString());
            json.WriteString("remoteAddress", peer.Peer.Main.Remote.ToString());
            json.WriteBoolean("inbound", !peer.Peer.IsOutbound);
            json.WriteNumber("channels", peer.Peer.ChannelCount);
            json.WriteNumber("version", peer.Peer.Version);
            json.WriteNumber("head", peer.Head);
            json.WriteNumber("dropped", peer.Peer.Dropped);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
