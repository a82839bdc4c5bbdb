using System.Text.Json;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class QuorumTests
{
    [Fact]
    public void Thresholds_equal_the_table_for_1_to_22_members_in_three_versions()
    {
        int rows = 0;
        foreach (JsonElement row in KlaytnVectors.Get("quorum").GetProperty("table").EnumerateArray())
        {
            int n = row.GetProperty("n").GetInt32();
            int Expected(string name) => row.GetProperty(name).GetInt32();
            Quorum.Faulty(n).ShouldBe(Expected("F"), $"n = {n}");
            Quorum.Votes(n, IbftVersion.Klaytn18).ShouldBe(Expected("v1.8.4_prepare_commit"), $"n = {n}");
            Quorum.Votes(n, IbftVersion.Klaytn19).ShouldBe(Expected("v1.9-v1.11"), $"n = {n}");
            Quorum.Votes(n, IbftVersion.Klaytn112).ShouldBe(Expected("v1.12+"), $"n = {n}");
            Quorum.RoundChangeStart(n, IbftVersion.Klaytn18).ShouldBe(Expected("v1.8.4_roundchange_start"), $"n = {n}");
            Quorum.RoundChangeStart(n, IbftVersion.Klaytn19).ShouldBe(Expected("v1.9-v1.11"), $"n = {n}");
            Quorum.RoundChangeStart(n, IbftVersion.Klaytn112).ShouldBe(Expected("v1.12+"), $"n = {n}");
            Quorum.RoundChangeCatchUp(n, IbftVersion.Klaytn18).ShouldBe(Expected("v1.8.4_roundchange_catchup"), $"n = {n}");
            Quorum.RoundChangeCatchUp(n, IbftVersion.Klaytn19).ShouldBe(Expected("v1.9-v1.11_roundchange_catchup"), $"n = {n}");
            Quorum.RoundChangeCatchUp(n, IbftVersion.Klaytn112).ShouldBe(Expected("v1.12+_roundchange_catchup"), $"n = {n}");
            Quorum.CommittedSeals(n).ShouldBe(Expected("header_min_committed_seals"), $"n = {n}");
            rows++;
        }

        rows.ShouldBe(22);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Nothing_is_decided_without_members(int n)
    {
        foreach (IbftVersion version in Enum.GetValues<IbftVersion>())
        {
            Quorum.Votes(n, version).ShouldBe(0);
            Quorum.RoundChangeStart(n, version).ShouldBe(0);
            Quorum.RoundChangeCatchUp(n, version).ShouldBe(0);
        }

        Quorum.Faulty(n).ShouldBe(0);
        Quorum.CommittedSeals(n).ShouldBe(0);
    }
}
