using System.Numerics;
using System.Text.Json;
using Weir.Consensus.Chain;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus.Chain;

public sealed class BlockRewardTests
{
    public static TheoryData<string> Cases => [.. KlaytnVectors.State("reward").GetProperty("cases").EnumerateArray().Select(one => one.Text("case"))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_row_of_the_table_is_paid(string name)
    {
        JsonElement reward = KlaytnVectors.State("reward");
        JsonElement vector = reward.GetProperty("cases").EnumerateArray().Single(one => one.Text("case") == name);
        ChainParameters parameters = new()
        {
            Policy = name.StartsWith("policy 2") ? ProposerPolicy.WeightedRandom : ProposerPolicy.RoundRobin, DeferredTxFee = name.Contains("deferredTxFee true"),
            MintingAmount = BigInteger.Parse(reward.Text("minting_amount")), UnitPrice = ulong.Parse(reward.Text("unit_price")), Ratio = "34/54/12",
        };
        BigInteger price = BigInteger.Parse(vector.Text("price"));
        BigInteger? baseFee = name.Contains("before Magma") ? null : price;
        ulong gas = vector.GetProperty("gas_used").GetUInt64();
        BigInteger signer = 0, rewardbase = BlockReward.AtEnd(parameters, baseFee, gas);
        for (int i = 0; i < 3; i++)
        {
            (BigInteger toSigner, BigInteger toRewardbase) = BlockReward.AtTransaction(parameters, baseFee, gas / 3, price);
            signer += toSigner;
            rewardbase += toRewardbase;
        }

        signer.ShouldBe(BigInteger.Parse(vector.Text("to_signer")));
        rewardbase.ShouldBe(BigInteger.Parse(vector.Text("to_rewardbase")));
    }

    [Theory]
    [InlineData(25, 0, 25)] // at the lower bound it stays
    [InlineData(100, 30_000_000, 100)] // the target
    [InlineData(100, 60_000_000, 105)] // twice the target
    [InlineData(100, 90_000_000, 105)] // more does not count
    [InlineData(100, 0, 95)]
    [InlineData(740, 60_000_000, 750)] // at most the upper bound
    [InlineData(26, 0, 25)] // at least the lower bound
    [InlineData(800, 30_000_000, 750)] // bounds that were lowered meanwhile hold first
    public void The_base_fee_follows_the_gas_of_the_parent(ulong before, ulong gasUsed, ulong after)
    {
        const ulong Ston = 1_000_000_000;
        BlockHeader parent = new() { ParentHash = default, Bloom = new byte[256], Number = 9, ExtraData = default, GasUsed = gasUsed, BaseFee = before * Ston };
        new BaseFeeBounds().Next(parent).ShouldBe(after * Ston);
    }

    [Fact]
    public void The_first_base_fee_is_the_lower_bound_made_even()
    {
        BlockHeader parent = new() { ParentHash = default, Bloom = new byte[256], Number = 9, ExtraData = default };
        new BaseFeeBounds { Lower = 25_000_000_001 }.Next(parent).ShouldBe(25_000_000_002);
    }
}
