using System.Numerics;
using System.Text.Json;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class AccountTests
{
    public static TheoryData<string> Names => [.. KlaytnVectors.State("accounts").EnumerateArray().Select(account => account.Text("name"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_form_is_read_and_written_again(string name)
    {
        JsonElement vector = KlaytnVectors.State("accounts").EnumerateArray().Single(account => account.Text("name") == name);
        byte[] encoded = vector.Bytes("value");
        Account.TryRead(encoded, out Account? account).ShouldBeTrue();
        account!.Encode().ShouldBe(encoded);
        Hash256.Keccak(encoded).ShouldBe(new Hash256(vector.Bytes("value_hash")));
        account.Nonce.ShouldBe(vector.GetProperty("nonce").GetUInt64());
        account.Balance.ShouldBe(BigInteger.Parse(vector.Text("balance")));
        account.Key.Encode().ShouldBe(vector.Bytes("key"));
        (account.Code is not null).ShouldBe(vector.GetProperty("type").GetInt32() == 2);
        account.IsEmpty.ShouldBeFalse();
        for (int length = 0; length < encoded.Length; length++) { Account.TryRead(encoded.AsMemory(0, length), out _).ShouldBeFalse(); }
        if (account.Code is not { } code) { return; }

        code.StorageRoot.ShouldBe(new Hash256(vector.Bytes("storage_root")));
        code.CodeHash.ShouldBe(new Hash256(vector.Bytes("code_hash")));
        code.CodeInfo.ShouldBe((byte)vector.GetProperty("code_info").GetInt32());
        MerkleTrie storage = MerkleTrie.Empty;
        foreach (JsonProperty slot in vector.GetProperty("storage").EnumerateObject())
        {
            RlpWriter value = new();
            value.WriteInteger(Convert.FromHexString(slot.Value.GetString()!));
            storage = storage.With(Hash256.Keccak(Convert.FromHexString(slot.Name)).ToArray(), value.ToArray());
        }

        storage.Root.ShouldBe(code.StorageRoot);
    }

    [Fact]
    public void What_is_empty_is_told()
    {
        new Account().IsEmpty.ShouldBeTrue();
        (new Account { Nonce = 1 }).IsEmpty.ShouldBeFalse();
        (new Account { Balance = 1 }).IsEmpty.ShouldBeFalse();
        (new Account { Key = AccountKey.Fail }).IsEmpty.ShouldBeFalse();
        (new Account { Key = AccountKey.Fail, Code = new ContractPart(MerkleTrie.EmptyRoot, Account.EmptyCode, 0) }).IsEmpty.ShouldBeTrue();
        (new Account { Key = AccountKey.Fail, Code = new ContractPart(MerkleTrie.EmptyRoot, default, 0) }).IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public void A_key_takes_the_place_of_another_as_far_as_an_account_may_have_it()
    {
        AccountKey one = AccountKey.OfPublicKey(Compressed(1)), two = AccountKey.OfPublicKey(Compressed(2)), three = AccountKey.OfPublicKey(Compressed(3));
        AccountKey Weighted(ulong threshold, params WeightedKey[] keys) => new() { Kind = AccountKeyKind.WeightedMultiSig, Threshold = threshold, Keys = keys };
        AccountKey Roles(params AccountKey[] roles) => new() { Kind = AccountKeyKind.RoleBased, Roles = roles };
        string? Becomes(AccountKey key, AccountKey old) => key.Replacing(old) is { } result ? Convert.ToHexStringLower(result.Encode()) : null;
        string Text(AccountKey key) => Convert.ToHexStringLower(key.Encode());

        Becomes(one, AccountKey.Legacy).ShouldBe(Text(one));
        Becomes(AccountKey.Legacy, one).ShouldBe(Text(AccountKey.Legacy));
        Becomes(AccountKey.Nil, one).ShouldBeNull();
        Becomes(AccountKey.Fail, one).ShouldBe(Text(AccountKey.Fail));
        Becomes(AccountKey.Fail, AccountKey.Fail).ShouldBeNull();
        Becomes(Weighted(3, new(1, Compressed(1)), new(2, Compressed(2))), one).ShouldNotBeNull();
        Becomes(Weighted(4, new(1, Compressed(1)), new(2, Compressed(2))), one).ShouldBeNull("it cannot be reached");
        Becomes(Weighted(1, new(1, Compressed(1)), new(0, Compressed(2))), one).ShouldBeNull("a weight of nothing");
        Becomes(Weighted(1, new(1, Compressed(1)), new(1, Compressed(1))), one).ShouldBeNull("the same key twice");
        Becomes(Weighted(1, new(ulong.MaxValue, Compressed(1)), new(1, Compressed(2))), one).ShouldBeNull("more than 64 bits");
        Becomes(Roles(one, AccountKey.Nil), one).ShouldBeNull("there is no role to stay");
        Becomes(Roles(AccountKey.Nil, three), Roles(one, two)).ShouldBe(Text(Roles(one, three)));
        Becomes(Roles(three), Roles(one, two)).ShouldBe(Text(Roles(three, two)));
        Becomes(Roles(AccountKey.Nil, AccountKey.Nil, three), Roles(one, two)).ShouldBe(Text(Roles(one, two, three)));
        Becomes(Roles(AccountKey.Nil, AccountKey.Nil, AccountKey.Nil), Roles(one, two)).ShouldBeNull();
    }

    private static byte[] Compressed(byte number) => [2, .. new byte[31], number];

    [Theory]
    [InlineData("00c9821234825678" + "8001c0")] // a type that nodes abort on
    [InlineData("01c98212348256780101c0")] // human readable
    [InlineData("01c98212348256788006c0")] // no such key
    [InlineData("01ca8212348256788001c101")] // a legacy key with content
    [InlineData("01c98212348256788001c000")] // a byte behind it
    public void What_no_state_holds_is_refused(string encoded) => Account.TryRead(Convert.FromHexString(encoded), out _).ShouldBeFalse();
}
