using System.Text.Json;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating.Rpc;

/// <summary>A block as JSON, with the members that Klaytn's API has.</summary>
internal static class BlockJson
{
    /// <summary>Writes a block, or null.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="block">The block.</param>
    /// <param name="consensus">A curve to recover proposer and committers with; null to leave them out.</param>
    public static void Write(Utf8JsonWriter json, Block? block, ICurve? consensus)
    {
        if (block is null)
        {
            json.WriteNullValue();
            return;
        }

        BlockHeader header = block.Header;
        json.WriteStartObject();
        json.WriteString("number", NodeMethods.Hex(header.Number));
        json.WriteString("hash", header.Hash.ToString());
        json.WriteString("parentHash", header.ParentHash.ToString());
        json.WriteString("stateRoot", header.Root.ToString());
        json.WriteString("transactionsRoot", header.TxHash.ToString());
        json.WriteString("receiptsRoot", header.ReceiptHash.ToString());
        json.WriteString("logsBloom", Bytes(header.Bloom.Span));
        json.WriteString("blockscore", NodeMethods.Hex(header.BlockScore));
        json.WriteString("totalBlockScore", NodeMethods.Hex(header.Number + 1UL));
        json.WriteString("gasUsed", NodeMethods.Hex(header.GasUsed));
        json.WriteString("timestamp", NodeMethods.Hex(header.Time));
        json.WriteString("timestampFoS", NodeMethods.Hex(header.TimeFoS));
        json.WriteString("reward", header.Rewardbase.ToString());
        json.WriteString("extraData", Bytes(header.ExtraData.Span));
        json.WriteString("governanceData", Bytes(header.Governance.Span));
        json.WriteString("voteData", Bytes(header.Vote.Span));
        if (header.BaseFee is { } fee) { json.WriteString("baseFeePerGas", NodeMethods.Hex(fee)); }
        json.WriteString("size", NodeMethods.Hex((ulong)block.Encode().Length));
        json.WriteStartArray("transactions");
        RlpReader items = block.Transactions;
        while (TransactionItems.TryRead(ref items, out ReadOnlySpan<byte> encoded))
        {
            if (Transaction.TryRead(encoded.ToArray(), out Transaction? transaction, out _)) { json.WriteStringValue(transaction!.Hash.ToString()); }
        }

        json.WriteEndArray();
        if (consensus is not null) { WriteConsensus(json, header, consensus); }
        json.WriteEndObject();
    }

    private static void WriteConsensus(Utf8JsonWriter json, BlockHeader header, ICurve curve)
    {
        json.WriteNumber("round", header.Extra?.Round ?? 0);
        json.WriteString("sigHash", header.ComputeSigHash().ToString());
        if (header.Number > 0 && header.TryRecoverProposer(curve, out EthereumAddress proposer)) { json.WriteString("proposer", proposer.ToString()); }
        json.WriteStartArray("committee");
        foreach (EthereumAddress validator in header.Extra?.Validators ?? []) { json.WriteStringValue(validator.ToString()); }
        json.WriteEndArray();
        json.WriteStartArray("committers");
        byte[] digest = BlockHeader.ComputeCommittedSealDigest(header.Hash).ToArray();
        byte[] id = new byte[Secp256k1.PublicKeySize];
        foreach (ReadOnlyMemory<byte> seal in header.Extra?.CommittedSeals ?? [])
        {
            if (curve.TryRecover(digest, seal.Span, id)) { json.WriteStringValue(EthereumAddress.FromPublicKey(id).ToString()); }
        }

        json.WriteEndArray();
    }

    private static string Bytes(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);
}
