using System.Numerics;
using System.Text.Json;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class TransactionTests
{
    private const ulong ChainId = 2019;

    public static TheoryData<int> Others => [.. Enumerable.Range(0, KlaytnVectors.State("other_transactions").GetProperty("transactions").GetArrayLength())];

    private static EthereumAddress Address(string hex) => new(Convert.FromHexString(hex));

    private static Transaction Read(byte[] raw)
    {
        Transaction.TryRead(raw, out Transaction? transaction, out string? error).ShouldBeTrue(error);
        return transaction!;
    }

    [Fact]
    public void A_recorded_transfer_gives_every_value_on_the_way()
    {
        JsonElement vector = KlaytnVectors.State("transfer");
        JsonElement fields = vector.GetProperty("fields");
        Transaction transfer = Read(vector.Bytes("raw"));
        transfer.Kind.ShouldBe(TransactionKind.Legacy);
        transfer.Hash.ShouldBe(new Hash256(vector.Bytes("hash")));
        transfer.Nonce.ShouldBe(fields.GetProperty("nonce").GetUInt64());
        transfer.GasPrice.ShouldBe(BigInteger.Parse(fields.Text("gas_price")));
        transfer.Gas.ShouldBe(fields.GetProperty("gas").GetUInt64());
        transfer.To.ShouldBe(Address(fields.Text("to")));
        transfer.Value.ShouldBe(BigInteger.Parse(fields.Text("value")));
        transfer.Data.Length.ShouldBe(0);
        transfer.Signatures.ShouldHaveSingleItem().V.ShouldBe(fields.GetProperty("v").GetUInt64());
        transfer.Signatures[0].R.ToArray().ShouldBe(fields.Bytes("r"));
        transfer.Signatures[0].S.ToArray().ShouldBe(fields.Bytes("s"));
        Hash256.Keccak(vector.Bytes("sign_preimage")).ShouldBe(new Hash256(vector.Bytes("sign_hash")));
        transfer.SenderDigest(ChainId).ShouldBe(new Hash256(vector.Bytes("sign_hash")));
        transfer.TryGetSender(Curves.Best, ChainId, out EthereumAddress sender).ShouldBeTrue();
        sender.ShouldBe(Address(vector.Text("sender")));
        transfer.TryGetSender(Curves.Best, 1, out _).ShouldBeFalse("it is of another chain");
        transfer.IntrinsicGas().ShouldBe(vector.GetProperty("gas_used").GetUInt64());
        (transfer.GasPrice * transfer.IntrinsicGas()).ShouldBe(BigInteger.Parse(vector.Text("fee")));
        byte[] receipt = vector.Bytes("receipt");
        Receipt.Create(Receipt.Success, 21_000, []).Encode().ShouldBe(receipt);
        Receipt.TryRead(receipt, out Receipt? read).ShouldBeTrue();
        read!.Encode().ShouldBe(receipt);
        read.GasUsed.ShouldBe(21_000UL);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Every_type_that_real_nodes_executed_is_read_and_its_signers_are_found(int index)
    {
        JsonElement vector = KlaytnVectors.State("other_transactions").GetProperty("transactions")[index];
        byte[] raw = vector.Bytes("raw");
        Transaction transaction = Read(raw);
        int type = Convert.ToInt32(vector.Text("type"), 16);
        ((int)transaction.Kind + (int)transaction.Delegation).ShouldBe(type);
        transaction.Hash.ShouldBe(new Hash256(vector.Bytes("hash")));
        EthereumAddress expected = Address(vector.Text("sender"));
        transaction.TryGetSender(Curves.Best, ChainId, out EthereumAddress sender).ShouldBeTrue();
        sender.ShouldBe(expected);
        transaction.IsSignedBy(Curves.Best, ChainId, expected, AccountKey.Legacy, asFeePayer: false).ShouldBeTrue("the accounts had the keys of their addresses");
        transaction.IsSignedBy(Curves.Best, ChainId + 1, expected, AccountKey.Legacy, asFeePayer: false).ShouldBeFalse();
        transaction.IsSignedBy(Curves.Best, ChainId, expected, AccountKey.Fail, asFeePayer: false).ShouldBeFalse();
        if (vector.TryGetProperty("fee_payer", out JsonElement payer))
        {
            transaction.FeePayer.ShouldBe(Address(payer.GetString()!));
            transaction.IsSignedBy(Curves.Best, ChainId, transaction.FeePayer!.Value, AccountKey.Legacy, asFeePayer: true).ShouldBeTrue();
            transaction.IsSignedBy(Curves.Best, ChainId, expected, AccountKey.Legacy, asFeePayer: true).ShouldBeFalse("the sender did not sign as the payer");
        }

        // What a virtual machine executes costs more than what can be told before; all else costs exactly that.
        ulong used = vector.GetProperty("gas_used").GetUInt64();
        if (transaction.Kind == TransactionKind.Deploy || transaction.To is null && transaction.Kind == TransactionKind.Legacy) { transaction.IntrinsicGas().ShouldBeLessThan(used); }
        else { transaction.IntrinsicGas().ShouldBe(used); }
        for (int length = 0; length < raw.Length; length++) { Transaction.TryRead(raw.AsMemory(0, length), out _, out _).ShouldBeFalse(); }
        byte[] changed = [.. raw];
        changed[^10] ^= 1;
        if (Transaction.TryRead(changed, out Transaction? other, out _)) { (other!.TryGetSender(Curves.Best, ChainId, out EthereumAddress wrong) && other.IsSignedBy(Curves.Best, ChainId, wrong, AccountKey.Legacy, transaction.FeePayer is not null) && wrong == expected).ShouldBeFalse(); }
    }

    [Fact]
    public void What_is_made_here_is_read_and_found_signed()
    {
        byte[] key = Convert.FromHexString("1111111111111111111111111111111111111111111111111111111111111111");
        byte[] publicKey = new byte[64];
        Curves.Best.PublicKey(key, publicKey);
        EthereumAddress from = EthereumAddress.FromPublicKey(publicKey);
        EthereumAddress to = Address("0319a6792f1fd37b3ce9bb111a735859e05cb4c2");
        foreach (Transaction made in (Transaction[])
        [
            Transaction.CreateTransfer(Curves.Best, key, ChainId, 5, 25_000_000_000, 21_000, to, 7),
            Transaction.CreateValueTransfer(Curves.Best, key, ChainId, 5, 25_000_000_000, 21_000, to, 7, from),
        ])
        {
            made.TryGetSender(Curves.Best, ChainId, out EthereumAddress sender).ShouldBeTrue();
            sender.ShouldBe(from);
            made.IsSignedBy(Curves.Best, ChainId, from, AccountKey.Legacy, asFeePayer: false).ShouldBeTrue();
            (made.Nonce, made.Gas, made.To, made.Value).ShouldBe((5UL, 21_000UL, to, (BigInteger)7));
            byte[] compressed = [(byte)(2 + (publicKey[63] & 1)), .. publicKey[..32]];
            made.IsSignedBy(Curves.Best, ChainId, from, AccountKey.OfPublicKey(compressed), asFeePayer: false).ShouldBeTrue();
            compressed[0] ^= 1;
            made.IsSignedBy(Curves.Best, ChainId, from, AccountKey.OfPublicKey(compressed), asFeePayer: false).ShouldBeFalse();
        }
    }

    [Fact]
    public void Several_keys_count_once_each_until_their_weights_suffice()
    {
        byte[] Pair(byte seed, out byte[] compressed)
        {
            byte[] key = new byte[32];
            key[31] = seed;
            byte[] publicKey = new byte[64];
            Curves.Best.PublicKey(key, publicKey);
            compressed = [(byte)(2 + (publicKey[63] & 1)), .. publicKey[..32]];
            return publicKey;
        }

        byte[] first = Pair(1, out byte[] one), second = Pair(2, out byte[] two), third = Pair(3, out byte[] three), foreign = Pair(4, out _);
        AccountKey key = new() { Kind = AccountKeyKind.WeightedMultiSig, Threshold = 3, Keys = [new(1, one), new(1, two), new(2, three)] };
        key.Accepts(default, [first, third]).ShouldBeTrue();
        key.Accepts(default, [first, second]).ShouldBeFalse("2 of 3");
        key.Accepts(default, [third, third]).ShouldBeFalse("the same key twice counts once");
        key.Accepts(default, [first, third, third]).ShouldBeTrue("and does no harm");
        key.Accepts(default, [first, second, third, third]).ShouldBeFalse("more signatures than keys");
        key.Accepts(default, [first, third, foreign]).ShouldBeFalse("a foreign key");
        AccountKey roles = new() { Kind = AccountKeyKind.RoleBased, Roles = [AccountKey.OfPublicKey(one), AccountKey.OfPublicKey(two)] };
        roles.For(AccountRole.Transaction).Accepts(default, [first]).ShouldBeTrue();
        roles.For(AccountRole.AccountUpdate).Accepts(default, [second]).ShouldBeTrue();
        roles.For(AccountRole.FeePayer).Accepts(default, [first]).ShouldBeTrue("a role that is missing is the first's");
        roles.Count.ShouldBe(2);
        (AccountKey.Legacy.Count, AccountKey.Fail.Count, AccountKey.Nil.Count, key.Count).ShouldBe((0, 0, 0, 3));
        AccountKey.TryRead(roles.Encode(), out AccountKey? again).ShouldBeTrue();
        again!.Encode().ShouldBe(roles.Encode());
    }

    [Fact]
    public void The_bloom_filter_of_logs_is_that_of_Ethereum()
    {
        // The example of go-ethereum's own test of its filter, by the hash of the result.
        byte[] bloom = new byte[BlockHeader.BloomSize];
        for (int i = 0; i < 100; i++)
        {
            byte[] one = new byte[BlockHeader.BloomSize];
            LogBloom.Add(one, System.Text.Encoding.ASCII.GetBytes($"xxxxxxxxxx data {i} yyyyyyyyyyyyyy"));
            LogBloom.Merge(bloom, one);
        }

        Hash256.Keccak(bloom).ToString().ShouldBe("0xc8d3ca65cdb4874300a9e39475508f23ed6da09fdbc487f89a2dcf50b09eb263");

        Hash256 topic = Hash256.Keccak([1]);
        Receipt receipt = Receipt.Create(9, 50_000, [new LogEntry(Address("22341ae42d6dd7384bc8584e50419ea3ac75b83f"), [topic], new byte[] { 1, 2 })]);
        byte[] expected = new byte[BlockHeader.BloomSize];
        LogBloom.Add(expected, Convert.FromHexString("22341ae42d6dd7384bc8584e50419ea3ac75b83f"));
        LogBloom.Add(expected, topic.ToArray());
        receipt.Bloom.ToArray().ShouldBe(expected);
        Receipt.TryRead(receipt.Encode(), out Receipt? read).ShouldBeTrue();
        read!.Encode().ShouldBe(receipt.Encode());
        read.Logs.ShouldHaveSingleItem().Topics.ShouldBe([topic]);
    }
}
