using System.Text.Json;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class ProposerTests
{
    [Fact]
    public void Validators_stand_in_the_order_of_their_texts()
    {
        JsonElement vector = KlaytnVectors.Get("validator_order");
        EthereumAddress[] expected = Addresses(vector.GetProperty("addresses_in_proposer_order"));
        expected.Length.ShouldBe(7);
        new ProposerOrder(expected.Reverse()).Validators.ShouldBe(expected);

        Dictionary<EthereumAddress, string> names = KlaytnVectors.Get("node_id_to_address").EnumerateArray()
            .ToDictionary(n => new EthereumAddress(n.Bytes("address")), n => n.Text("name"));
        expected.Select(a => names[a]).ShouldBe(vector.GetProperty("proposer_order_eip55").EnumerateArray().Select(n => n.GetString()!));
        expected.Order().Select(a => names[a]).ShouldBe(vector.GetProperty("extra_data_order_bytewise").EnumerateArray().Select(n => n.GetString()!));
    }

    [Fact]
    public void The_order_of_texts_is_not_the_order_of_bytes()
    {
        JsonElement vector = KlaytnVectors.Get("eip55_sort_differs_from_byte_sort");
        EthereumAddress[] byText = Addresses(vector.GetProperty("eip55_order"));
        EthereumAddress[] byBytes = Addresses(vector.GetProperty("byte_order"));
        byText.ShouldNotBe(byBytes);
        ProposerOrder order = new(byBytes);
        order.Validators.ShouldBe(byText);
        byText.Order().ShouldBe(byBytes);
        order.IndexOf(byText[12]).ShouldBe(12);
        order.IndexOf(default).ShouldBe(-1);
    }

    [Fact]
    public void The_proposer_goes_round_or_stays_as_published()
    {
        JsonElement vector = KlaytnVectors.Get("round_robin_proposer");
        EthereumAddress[] validators = Addresses(vector.GetProperty("validators"));
        ProposerOrder order = new(validators);
        order.Validators.ShouldBe(validators);
        int cases = 0;
        foreach (JsonElement item in vector.GetProperty("cases").EnumerateArray())
        {
            ProposerPolicy policy = item.Text("policy") == "sticky" ? ProposerPolicy.Sticky : ProposerPolicy.RoundRobin;
            JsonElement last = item.GetProperty("last_proposer_index");
            EthereumAddress? lastProposer = last.ValueKind == JsonValueKind.Null ? null : validators[last.GetInt32()];
            order.Proposer(policy, lastProposer, item.GetProperty("round").GetUInt64()).ShouldBe(validators[item.GetProperty("proposer_index").GetInt32()], item.ToString());
            cases++;
        }

        cases.ShouldBe(6);
    }

    [Fact]
    public void A_last_proposer_that_left_counts_as_the_first_and_rounds_wrap()
    {
        EthereumAddress[] validators = Addresses(KlaytnVectors.Get("validator_order").GetProperty("addresses_in_proposer_order"));
        ProposerOrder order = new(validators);
        order.Proposer(ProposerPolicy.RoundRobin, default(EthereumAddress), 0).ShouldBe(validators[1]);
        order.Proposer(ProposerPolicy.RoundRobin, validators[6], 0).ShouldBe(validators[0]);
        order.Proposer(ProposerPolicy.RoundRobin, validators[5], 1).ShouldBe(validators[0]);
        order.Proposer(ProposerPolicy.RoundRobin, validators[2], ulong.MaxValue).ShouldBe(validators[(int)((3 + (ulong.MaxValue % 7)) % 7)]);
        Should.Throw<NotSupportedException>(() => order.Proposer(ProposerPolicy.WeightedRandom, null, 0));
        Should.Throw<ArgumentException>(() => new ProposerOrder([]));
        new ProposerOrder([validators[0], validators[0]]).Validators.Count.ShouldBe(1);
    }

    [Fact]
    public void The_committee_seed_is_the_first_60_bits_of_the_hash()
    {
        int cases = 0;
        foreach (JsonElement item in KlaytnVectors.Get("committee_seed_from_hash").GetProperty("cases").EnumerateArray())
        {
            Committee.Seed(new Hash256(item.Bytes("hash"))).ShouldBe(item.GetProperty("seed").GetInt64());
            cases++;
        }

        cases.ShouldBe(7);
        byte[] ones = new byte[32];
        ones.AsSpan().Fill(0xff);
        Committee.Seed(new Hash256(ones)).ShouldBe((1L << 60) - 1);
    }

    [Theory]
    [InlineData("rounds_before_istanbulCompatible", false)]
    [InlineData("rounds_after_istanbulCompatible_seed_plus_round", true)]
    public void The_committee_before_randao_is_drawn_as_published(string rounds, bool addsRound)
    {
        JsonElement vector = KlaytnVectors.Get("committee_pre_randao");
        long seed = Committee.Seed(new Hash256(vector.Bytes("prev_hash")));
        int round = 0;
        foreach (JsonElement expected in vector.GetProperty(rounds).EnumerateArray())
        {
            // The rule of this vector: proposers are the validators in order, from block 1 on.
            int[] committee = Committee.Select(13, 12, seed + (addsRound ? round : 0), (1 + round) % 13, (2 + round) % 13);
            committee.ShouldBe(expected.EnumerateArray().Select(i => i.GetInt32()), $"round {round}");
            round++;
        }

        round.ShouldBe(15);
    }

    [Fact]
    public void A_committee_as_large_as_the_set_is_everybody_and_wrong_indices_are_refused()
    {
        Committee.Select(4, 4, 1, 0, 1).ShouldBe([0, 1, 2, 3]);
        Committee.Select(4, 22, 1, 0, 1).ShouldBe([0, 1, 2, 3]);
        Committee.Select(4, 1, 1, 2, 3).ShouldBe([2]);
        Committee.Select(4, 2, 1, 2, 3).ShouldBe([2, 3]);
        Committee.Select(4, 3, 1, 2, 3).Distinct().Count().ShouldBe(3);
        Should.Throw<ArgumentOutOfRangeException>(() => Committee.Select(4, 0, 1, 0, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => Committee.Select(4, 3, 1, 4, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => Committee.Select(4, 3, 1, -1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => Committee.Select(4, 3, 1, 0, 4));
        Should.Throw<ArgumentOutOfRangeException>(() => Committee.Select(4, 3, 1, 0, -1));
        Should.Throw<ArgumentOutOfRangeException>(() => Committee.Select(4, 3, 1, 1, 1));
    }

    [Fact]
    public void The_mix_hash_is_as_published()
    {
        JsonElement vector = KlaytnVectors.Get("randao_mix_hash");
        Committee.MixHash(vector.Bytes("random_reveal"), new Hash256(vector.Bytes("prev_mix_hash"))).ShouldBe(new Hash256(vector.Bytes("mix_hash")));
    }

    [Fact]
    public void Gos_generator_gives_Gos_numbers()
    {
        int cases = 0;
        foreach (JsonElement item in KlaytnVectors.Get("go_math_rand").GetProperty("cases").EnumerateArray())
        {
            long seed = item.GetProperty("seed").GetInt64();
            GoRandom random = new(seed);
            Enumerable.Range(0, 12).Select(_ => random.Next(11)).ShouldBe(Numbers(item, "intn11_x12").Select(n => (int)n), $"seed {seed}");
            random = new GoRandom(seed);
            Enumerable.Range(0, 4).Select(_ => random.NextInt63()).ShouldBe(Numbers(item, "int63_x4"), $"seed {seed}");
            int[] items = [.. Enumerable.Range(0, 13)];
            new GoRandom(seed).Shuffle(items);
            items.Select(i => (long)i).ShouldBe(Numbers(item, "shuffle_0_to_12"), $"seed {seed}");
            cases++;
        }

        cases.ShouldBe(5);
    }

    [Fact]
    public void Gos_generator_takes_every_seed_and_refuses_empty_ranges()
    {
        // Seeds count modulo 2^31 - 1, and zero stands for 89482311.
        new GoRandom(int.MaxValue).NextUInt64().ShouldBe(new GoRandom(0).NextUInt64());
        new GoRandom(89482311).NextUInt64().ShouldBe(new GoRandom(0).NextUInt64());
        new GoRandom(-1).NextUInt64().ShouldBe(new GoRandom(int.MaxValue - 1).NextUInt64());
        new GoRandom(1).NextUInt64().ShouldNotBe(new GoRandom(2).NextUInt64());
        GoRandom random = new(7);
        for (int i = 0; i < 100; i++)
        {
            random.Next(1).ShouldBe(0);
            random.Next(8).ShouldBeInRange(0, 7);
            random.Next(int.MaxValue).ShouldBeInRange(0, int.MaxValue - 1);
        }

        Should.Throw<ArgumentOutOfRangeException>(() => random.Next(0));
        Should.Throw<ArgumentOutOfRangeException>(() => random.Next(-3));
    }

    private static EthereumAddress[] Addresses(JsonElement array) => [.. array.EnumerateArray().Select(a => new EthereumAddress(Convert.FromHexString(a.GetString()!)))];

    private static long[] Numbers(JsonElement item, string name) => [.. item.GetProperty(name).EnumerateArray().Select(n => n.GetInt64())];
}
