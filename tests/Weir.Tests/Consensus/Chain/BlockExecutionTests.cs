using System.Numerics;
using System.Text;
using System.Text.Json;
using Weir.Consensus.Chain;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Chain;

/// <summary>Transactions of all kinds that real nodes executed, each alone on the accounts of their genesis with the nonce brought to its own.</summary>
public sealed class BlockExecutionTests
{
    private static readonly EthereumAddress Signer = new(Convert.FromHexString("e8c5df53402fbde289a7b9e0ca134edf0436c345"));
    private static readonly EthereumAddress Rewardbase = new(Convert.FromHexString("aa00000000000000000000000000000000000000"));
    private static readonly Genesis Contracts = Genesis.Parse(Encoding.UTF8.GetBytes(KlaytnVectors.State("genesis_with_contracts").GetProperty("genesis").GetRawText()), "genesis.json");

    public static TheoryData<int> Others => [.. Enumerable.Range(0, KlaytnVectors.State("other_transactions").GetProperty("transactions").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Others))]
    public void Gas_is_that_of_real_nodes_and_who_should_pay_pays(int index)
    {
        JsonElement vector = KlaytnVectors.State("other_transactions").GetProperty("transactions")[index];
        Transaction.TryRead(vector.Bytes("raw"), out Transaction? transaction, out string? error).ShouldBeTrue(error);
        EthereumAddress sender = new(vector.Bytes("sender"));
        WorldState state = Contracts.State.With(sender, Contracts.State.Find(sender)! with { Nonce = transaction!.Nonce });
        BlockExecution execution = new(Contracts, Contracts.Parameters, Curves.Best, state, new BlockExecution.Frame(1, null, Signer, Rewardbase));
        BlockVerdict verdict = execution.TryAdd(transaction);
        if (transaction.Kind == TransactionKind.Deploy || (transaction.Kind == TransactionKind.Legacy && transaction.To is null))
        {
            verdict.Fault.ShouldBe(BlockFault.Unsupported, verdict.Text);
            execution.Complete().State.Find(sender)!.Nonce.ShouldBe(transaction.Nonce, "nothing of it remains");
            return;
        }

        if (transaction.Kind == TransactionKind.Execution)
        {
            // The contract was made by one of the deployments, which there is no virtual machine for.
            verdict.Fault.ShouldBe(BlockFault.Execution, verdict.Text);
            return;
        }

        verdict.IsGood.ShouldBeTrue(verdict.Text);
        ExecutedBlock executed = execution.Complete();
        executed.GasUsed.ShouldBe(vector.GetProperty("gas_used").GetUInt64());
        BigInteger fee = executed.GasUsed * transaction.GasPrice, before = state.Find(sender)!.Balance;
        BigInteger byPayer = transaction.Delegation switch
        {
            FeeDelegation.None => 0,
            FeeDelegation.Full => fee,
            _ => (transaction.Gas * transaction.GasPrice * transaction.FeeRatio / 100) - ((transaction.Gas - executed.GasUsed) * transaction.GasPrice * transaction.FeeRatio / 100),
        };
        Account after = executed.State.Find(sender)!;
        after.Nonce.ShouldBe(transaction.Nonce + 1);
        after.Balance.ShouldBe(before - transaction.Value - (fee - byPayer));
        if (transaction.FeePayer is { } payer) { executed.State.Find(payer)!.Balance.ShouldBe(state.Find(payer)!.Balance - byPayer); }
        executed.State.Find(Signer)!.Balance.ShouldBe(state.Find(Signer)!.Balance + fee);
        executed.State.Find(Rewardbase)!.Balance.ShouldBe(Contracts.Parameters.MintingAmount + (executed.GasUsed * (BigInteger)Contracts.Parameters.UnitPrice));
        if (transaction.NewKey is { } key) { after.Key.Encode().ShouldBe(key.Encode()); }
        if (transaction.Kind != TransactionKind.AccountUpdate) { return; }

        // From now on the address's own key does not fit any more.
        BlockExecution next = new(Contracts, Contracts.Parameters, Curves.Best, executed.State.With(sender, after with { Nonce = transaction.Nonce }), new BlockExecution.Frame(1, null, Signer, Rewardbase));
        next.TryAdd(transaction).Fault.ShouldBe(BlockFault.Transaction);
    }

    [Fact]
    public void A_contract_cannot_be_called_and_a_plain_transfer_form_cannot_pay_one()
    {
        ChainScene scene = new();
        EthereumAddress contract = ChainScene.AddressOf(ChainScene.Key(7));
        WorldState state = scene.Genesis.State.With(contract, new Account { Nonce = 1, Key = AccountKey.Fail, Code = new ContractPart(MerkleTrie.EmptyRoot, Hash256.Keccak([1]), 0x10) });
        BlockExecution execution = new(scene.Genesis, scene.Genesis.Parameters, Curves.Best, state, new BlockExecution.Frame(1, null, Signer, Rewardbase));
        execution.TryAdd(ChainScene.Transfer(0, contract, 1)).Fault.ShouldBe(BlockFault.Unsupported);
        execution.TryAdd(Transaction.CreateValueTransfer(Curves.Best, ChainScene.SenderKey, ChainScene.ChainId, 0, ChainScene.Price, 21_000, contract, 1, ChainScene.Sender)).Fault.ShouldBe(BlockFault.Execution);
        execution.TryAdd(Transaction.CreateValueTransfer(Curves.Best, ChainScene.SenderKey, ChainScene.ChainId, 0, ChainScene.Price, 21_000, Rewardbase, 1, ChainScene.Sender)).Fault.ShouldBe(BlockFault.None);
        ExecutedBlock executed = execution.Complete();
        executed.State.Find(contract)!.Balance.ShouldBe(0);
        executed.State.Find(ChainScene.Sender)!.Nonce.ShouldBe(1UL);
    }

    [Fact]
    public void Before_the_istanbul_fork_data_of_the_first_form_cost_by_their_bytes()
    {
        JsonElement vector = KlaytnVectors.State("other_transactions").GetProperty("transactions").EnumerateArray().Single(one => one.Text("type") == "0" && one.GetProperty("gas_used").GetInt32() == 21_300);
        Transaction.TryRead(vector.Bytes("raw"), out Transaction? transaction, out _).ShouldBeTrue();
        transaction!.Data.ToArray().ShouldBe([0, 1, 2]);
        transaction.IntrinsicGas(istanbul: true).ShouldBe(21_300UL);
        transaction.IntrinsicGas(istanbul: false).ShouldBe(21_000UL + 4 + 68 + 68);
    }
}
