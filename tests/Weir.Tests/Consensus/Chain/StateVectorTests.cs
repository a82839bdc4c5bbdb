using System.Numerics;
using System.Text.Json;
using Weir.Consensus.Chain;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Chain;

/// <summary>Blocks that real nodes made, executed from their genesis.</summary>
public sealed class StateVectorTests
{
    public static TheoryData<int> Blocks => [.. KlaytnVectors.State("blocks").EnumerateArray().Select(block => block.GetProperty("number").GetInt32())];

    private static EthereumAddress Address(string hex) => new(Convert.FromHexString(hex));

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_recorded_block_has_these_hashes_roots_and_signers(int number)
    {
        JsonElement vector = KlaytnVectors.State("blocks").EnumerateArray().Single(block => block.GetProperty("number").GetInt32() == number);
        foreach (string form in (string[])["header_proposed_rlp", "header_committed_rlp"])
        {
            byte[] encoded = vector.Bytes(form);
            BlockHeader.TryRead(encoded, out BlockHeader? header, out string? error).ShouldBeTrue(error);
            header!.Encode().ShouldBe(encoded);
            header.Hash.ShouldBe(new Hash256(vector.Bytes("hash")));
            header.ComputeSigHash().ShouldBe(new Hash256(vector.Bytes("sig_hash")));
            header.ParentHash.ShouldBe(new Hash256(vector.Bytes("parent_hash")));
            header.Root.ShouldBe(new Hash256(vector.Bytes("state_root")));
            header.Rewardbase.ShouldBe(Address(vector.Text("rewardbase")));
            header.GasUsed.ShouldBe(vector.GetProperty("gas_used").GetUInt64());
            (header.Time, header.TimeFoS).ShouldBe((vector.GetProperty("time").GetUInt64(), vector.GetProperty("time_fos").GetByte()));
            header.Extra!.Round.ShouldBe(vector.GetProperty("round").GetInt32());
            header.TryRecoverProposer(Curves.Best, out EthereumAddress signer).ShouldBeTrue();
            signer.ShouldBe(Address(vector.Text("signer")));
            ReadOnlyMemory<byte>[] transactions = [.. vector.GetProperty("transactions").EnumerateArray().Select(one => (ReadOnlyMemory<byte>)Convert.FromHexString(Raw(one)))];
            ReadOnlyMemory<byte>[] receipts = [.. vector.GetProperty("receipts").EnumerateArray().Select(one => (ReadOnlyMemory<byte>)Convert.FromHexString(Raw(one)))];
            receipts.Length.ShouldBe(transactions.Length);
            header.TxHash.ShouldBe(new Hash256(vector.Bytes("tx_root")));
            ListRoot.Compute(ListRootRule.Trie, transactions).ShouldBe(header.TxHash);
            header.ReceiptHash.ShouldBe(new Hash256(vector.Bytes("receipt_root")));
            ListRoot.Compute(ListRootRule.Trie, receipts).ShouldBe(header.ReceiptHash);
        }
    }

    [Fact]
    public void The_first_ten_blocks_give_each_state_and_receipt()
    {
        Genesis genesis = GenesisTests.Recorded;
        WorldState state = genesis.State;
        Hash256 parent = genesis.Block.Header.Hash;
        ulong number = 0;
        foreach (JsonElement encoded in KlaytnVectors.State("chain_1_to_10").GetProperty("blocks").EnumerateArray())
        {
            Block.TryRead(Convert.FromHexString(encoded.GetString()!), out Block? block, out string? error).ShouldBeTrue(error);
            BlockHeader header = block!.Header;
            header.Number.ShouldBe(++number);
            header.ParentHash.ShouldBe(parent);
            header.TryRecoverProposer(Curves.Best, out EthereumAddress signer).ShouldBeTrue();
            ExecutedBlock executed = Execute(genesis, state, block, signer);
            executed.State.Root.ShouldBe(header.Root, $"state of block {number}");
            executed.ReceiptRoot.ShouldBe(header.ReceiptHash);
            executed.GasUsed.ShouldBe(header.GasUsed);
            executed.Bloom.ShouldBe(header.Bloom.ToArray());
            CompareBlock(number, state, executed);
            state = executed.State;
            parent = header.Hash;
            CompareAccounts(number, state);
        }

        number.ShouldBe(10UL);
    }

    internal static ExecutedBlock Execute(Genesis genesis, WorldState state, Block block, EthereumAddress signer)
    {
        BlockExecution execution = new(genesis, genesis.Parameters, Curves.Best, state, new BlockExecution.Frame(block.Header.Number, block.Header.BaseFee, signer, block.Header.Rewardbase));
        foreach (ReadOnlyMemory<byte> raw in block.TransactionBytes())
        {
            Transaction.TryRead(raw, out Transaction? transaction, out string? error).ShouldBeTrue(error);
            BlockVerdict verdict = execution.TryAdd(transaction!);
            verdict.IsGood.ShouldBeTrue(verdict.Text);
        }

        return execution.Complete();
    }

    /// <summary>Compares with the complete list of accounts where the vectors have one.</summary>
    internal static void CompareAccounts(ulong number, WorldState state)
    {
        if (!KlaytnVectors.State("state_after").GetProperty("states").TryGetProperty(number.ToString(), out JsonElement accounts)) { return; }
        foreach (JsonProperty expected in accounts.EnumerateObject())
        {
            Account account = state.Find(Address(expected.Name)).ShouldNotBeNull(expected.Name);
            account.Nonce.ShouldBe(expected.Value[0].GetUInt64());
            account.Balance.ShouldBe(BigInteger.Parse(expected.Value[1].GetString()!));
        }

        state.Accounts.Entries().Count().ShouldBe(accounts.EnumerateObject().Count());
    }

    private static void CompareBlock(ulong number, WorldState before, ExecutedBlock executed)
    {
        JsonElement vector = KlaytnVectors.State("blocks").EnumerateArray().SingleOrDefault(block => block.GetProperty("number").GetUInt64() == number);
        if (vector.ValueKind == JsonValueKind.Undefined) { return; }
        executed.Receipts.Select(receipt => Convert.ToHexStringLower(receipt.Span)).ShouldBe(vector.GetProperty("receipts").EnumerateArray().Select(Raw));
        foreach (JsonProperty changed in vector.GetProperty("accounts_changed").EnumerateObject())
        {
            Account after = executed.Changes.Single(change => change.Key == Address(changed.Name)).Value.ShouldNotBeNull();
            after.Nonce.ShouldBe(changed.Value.GetProperty("nonce").GetUInt64());
            after.Balance.ShouldBe(BigInteger.Parse(changed.Value.Text("balance")));
            JsonElement old = changed.Value.GetProperty("before");
            (before.Find(Address(changed.Name))?.Balance ?? 0).ShouldBe(old.ValueKind == JsonValueKind.Null ? 0 : BigInteger.Parse(old.Text("balance")));
        }

        executed.Changes.Count.ShouldBe(vector.GetProperty("accounts_changed").EnumerateObject().Count());
    }

    private static string Raw(JsonElement item) => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.TryGetProperty("raw", out JsonElement raw) ? raw.GetString()! : item.Text("rlp");
}
