using System.Text.Json;
using Weir.Consensus.Chain;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Fuzz;

/// <summary>What a chain reads: transactions, accounts, receipts, votes, and the file that it begins with.</summary>
internal static class ChainTargets
{
    /// <summary>Transactions; of some the sender is recovered.</summary>
    public static FuzzTarget Transactions()
    {
        long runs = 0;
        byte[][] seeds = [KlaytnVectors.State("transfer").Bytes("raw"), .. KlaytnVectors.State("other_transactions").GetProperty("transactions").EnumerateArray().Select(one => one.Bytes("raw"))];
        return new FuzzTarget("transactions", seeds, input =>
        {
            bool read = Transaction.TryRead(input, out Transaction? transaction, out string? error);
            Promise.Holds(error is null == read && transaction is not null == read, "what is not read has a reason, and only that");
            if (!read) { return; }
            RlpReader items = new(input);
            Promise.Holds(TransactionItems.TryRead(ref items, out ReadOnlySpan<byte> raw) && raw.SequenceEqual(input) && items.IsEmpty, "what is read stands in a block as one transaction");
            Promise.Holds(transaction!.IntrinsicGas() >= 21_000, "each costs something");
            Promise.Holds(transaction.Signatures.Count is > 0 and <= 10 && transaction.FeePayerSignatures.Count <= 10, "signatures are few");
            SilentVisitor.Visit(transaction);
            if (runs++ % 16 == 0 && transaction.TryGetSender(Curves.Best, 2019, out EthereumAddress sender)) { transaction.IsSignedBy(Curves.Best, 2019, sender, AccountKey.Legacy, asFeePayer: false); }
        }, length => 32_768 + (length * 96L));
    }

    /// <summary>Accounts, keys, receipts and votes: whatever is accepted is what the writer would have written.</summary>
    public static FuzzTarget Accounts()
    {
        byte[][] seeds =
        [
            .. KlaytnVectors.State("accounts").EnumerateArray().Select(account => account.Bytes("value")), .. KlaytnVectors.State("accounts").EnumerateArray().Select(account => account.Bytes("key")),
            KlaytnVectors.State("transfer").Bytes("receipt"), KlaytnVectors.State("governance").Bytes("vote_unit_price"),
            Receipt.Create(1, 30_000, [new LogEntry(default, [Hash256.Keccak([])], new byte[40])]).Encode(),
            new GovernanceVote(default, GovernanceVote.AddValidator, "", [default, new EthereumAddress(Hash256.Keccak([]).ToArray().AsSpan(12))]).Encode(),
        ];
        return new FuzzTarget("accounts", seeds, input =>
        {
            Promise.Holds(!Account.TryRead(input, out Account? account) || account!.Encode().AsSpan().SequenceEqual(input), "an account that is read is written again");
            Promise.Holds(!AccountKey.TryRead(input, out AccountKey? key) || (key!.Encode().AsSpan().SequenceEqual(input) && key.Count <= AccountKey.MaxKeys * AccountKey.MaxRoles), "a key that is read is written again");
            Promise.Holds(!Receipt.TryRead(input, out Receipt? receipt) || receipt!.Encode().AsSpan().SequenceEqual(input), "a receipt that is read is written again");
            if (GovernanceVote.TryRead(input, out GovernanceVote? vote)) { Promise.Holds(GovernanceVote.TryRead(vote!.Encode(), out GovernanceVote? again) && again!.Identity == vote.Identity, "a vote that is read is read again"); }
        }, length => 32_768 + (length * 128L));
    }

    /// <summary>Genesis files: what is refused is refused with a place.</summary>
    public static FuzzTarget GenesisFiles()
    {
        byte[][] seeds = [KlaytnVectors.GenesisFile(), JsonSerializer.SerializeToUtf8Bytes(KlaytnVectors.State("genesis_with_contracts").GetProperty("genesis"))];
        return new FuzzTarget("genesis", seeds, input =>
        {
            try
            {
                Genesis genesis = Genesis.Parse(input, "genesis.json");
                Promise.Holds(genesis.Validators.Count > 0 && genesis.Block.Header.Root == genesis.State.Root, "what is accepted is a beginning");
            }
            catch (WeirException mistake)
            {
                Promise.Holds(mistake.Message.StartsWith("genesis.json:", StringComparison.Ordinal), "a mistake has its place");
            }
        }, length => 2_000_000 + (length * 2_000L));
    }
}
