using System.Numerics;
using System.Text;
using System.Text.Json;
using Weir.Consensus.Chain;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Chain;

public sealed class GenesisTests
{
    public static Genesis Recorded { get; } = Genesis.Parse(KlaytnVectors.GenesisFile(), "genesis.json");

    [Fact]
    public void The_recorded_networks_begin_with_this_block()
    {
        JsonElement vector = KlaytnVectors.State("genesis");
        Recorded.ChainId.ShouldBe(2019UL);
        Recorded.State.Root.ShouldBe(new Hash256(vector.Bytes("state_root")));
        GovernanceText.Write(GovernanceText.Literals(Recorded.Parameters, Recorded.Forks)).ShouldBe(vector.Text("governance_json"));
        Recorded.Block.Header.Governance.ToArray().ShouldBe(vector.Bytes("governance_field"));
        Recorded.Block.Header.Encode().ShouldBe(vector.Bytes("header_rlp"));
        Recorded.Block.Header.Hash.ShouldBe(new Hash256(vector.Bytes("hash")));
        Recorded.Validators.Count.ShouldBe(7);
        Dictionary<string, string> entries = Recorded.State.Accounts.Entries().ToDictionary(entry => Convert.ToHexStringLower(entry.Key.Span), entry => Convert.ToHexStringLower(entry.Value.Span));
        entries.Count.ShouldBe(11);
        foreach (JsonElement account in vector.GetProperty("accounts").EnumerateArray())
        {
            entries[account.Text("trie_key")].ShouldBe(account.Text("value"));
            Recorded.State.Find(new EthereumAddress(account.Bytes("address"))).ShouldNotBeNull().Balance.ShouldBe(BigInteger.Parse(account.Text("balance")));
        }
    }

    [Fact]
    public void Contracts_and_empty_accounts_of_a_genesis_give_the_root_of_real_nodes()
    {
        JsonElement vector = KlaytnVectors.State("genesis_with_contracts");
        Genesis genesis = Genesis.Parse(Encoding.UTF8.GetBytes(vector.GetProperty("genesis").GetRawText()), "genesis.json");
        genesis.State.Root.ShouldBe(new Hash256(vector.Bytes("state_root")));
        genesis.Block.Header.Hash.ShouldBe(new Hash256(vector.Bytes("hash")));
    }

    [Theory]
    [InlineData("\"chainId\": 2019,", "", "genesis.json:2:15: config: \"chainId\" is missing: the number of the chain")]
    [InlineData("\"policy\": 0", "\"policy\": 3", "genesis.json:9:23: config.istanbul.policy: 3 is not possible here")]
    [InlineData("\"sub\": 22", "\"sub\": \"many\"", "genesis.json:10:20: config.istanbul.sub: a whole number of at most 256 bits belongs here, decimal or hexadecimal with 0x")]
    [InlineData("\"deferredTxFee\": false", "\"deferredTxFee\": 0", "config.governance.reward.deferredTxFee: true or false belongs here")]
    [InlineData("\"ratio\": \"100/0/0\"", "\"ratio\": \"100/1/0\"", "config.governance.reward.ratio: 100/1/0 is not possible here")]
    [InlineData("16b05e5fc0aefcedebb13c2050b2f4ee488d45df", "16b05e5f", "\"16b05e5f\" is no address")]
    [InlineData("\"0x6b064958\"", "\"0x1000000000000000000\"", "timestamp: 0x1000000000000000000 has more than 64 bits")]
    [InlineData("\"extraData\": \"0x00", "\"extraData\": \"0x000", "extraData: bytes in hexadecimal digits belong here")]
    [InlineData("f8d9f893", "f8d9f892", "extraData: this is no extra data of an IBFT block")]
    [InlineData("\"mintingAmount\": 9600000000000000000", "\"mintingAmount\": \"9600000000000000000000000000000000000000000000000000000000000\"", "is not possible here")]
    [InlineData("0x446c3b15f9926687d2c40534fdb564000000000000", "0x1000000000000000000000000000000000000000000000000000000000000", "a balance has at most 240 bits")]
    [InlineData("\"londonCompatibleBlock\": 0", "\"randaoCompatibleBlock\": 0", "config.randaoCompatibleBlock: this fork is not supported; leave it out")]
    [InlineData("\"alloc\": {", "\"alloc\": {{", "genesis.json:32:15: this is no JSON: ")]
    public void A_mistake_is_told_with_its_place(string before, string after, string message)
    {
        string text = Encoding.UTF8.GetString(KlaytnVectors.GenesisFile());
        text.ShouldContain(before);
        Should.Throw<WeirException>(() => Genesis.Parse(Encoding.UTF8.GetBytes(text.Replace(before, after)), "genesis.json")).Message.ShouldContain(message);
    }

    [Fact]
    public void Forks_at_the_beginning_add_their_parameters_and_fields()
    {
        string text = Encoding.UTF8.GetString(KlaytnVectors.GenesisFile()).Replace("\"londonCompatibleBlock\": 0", "\"londonCompatibleBlock\": 0, \"magmaCompatibleBlock\": 0, \"koreCompatibleBlock\": 0")
            .Replace("\"governanceMode\": \"none\",", "\"governanceMode\": \"none\", \"kip71\": { \"lowerboundbasefee\": 30000000000, \"upperboundbasefee\": 750000000000, \"gastarget\": 30000000, \"maxblockgasusedforbasefee\": 60000000, \"basefeedenominator\": 20 },");
        Genesis genesis = Genesis.Parse(Encoding.UTF8.GetBytes(text), "genesis.json");
        genesis.Block.Header.BaseFee.ShouldBe(30_000_000_000);
        string json = GovernanceText.Write(GovernanceText.Literals(genesis.Parameters, genesis.Forks));
        json.ShouldContain("\"governance.deriveshaimpl\":0,");
        json.ShouldContain("\"kip71.basefeedenominator\":20,\"kip71.gastarget\":30000000,\"kip71.lowerboundbasefee\":30000000000,\"kip71.maxblockgasusedforbasefee\":60000000,\"kip71.upperboundbasefee\":750000000000,");
    }
}
