using System.Text;
using System.Text.Json;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class MerkleTrieTests
{
    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private static Hash256 Hash(string text) => Hash256.TryParse(text, out Hash256 hash) ? hash : throw new ArgumentException(text);

    [Fact]
    public void The_constants_are_those_of_the_chain()
    {
        JsonElement constants = KlaytnVectors.State("constants");
        MerkleTrie.EmptyRoot.ShouldBe(Hash(constants.Text("empty_trie_root")));
        MerkleTrie.Empty.Root.ShouldBe(MerkleTrie.EmptyRoot);
        Account.EmptyCode.ShouldBe(Hash(constants.Text("keccak_empty")));
        new Account().Encode().ShouldBe(constants.Bytes("eoa_legacy_key_zero"));
        foreach (JsonProperty rule in constants.GetProperty("empty_list_root_deriveSha").EnumerateObject())
        {
            ListRoot.Compute((ListRootRule)int.Parse(rule.Name), []).ShouldBe(Hash(rule.Value.GetString()!));
        }
    }

    // Published roots of the Ethereum project's own trie tests.
    [Theory]
    [InlineData("0x8aad789dff2f538bca5d8ea56e8abe10f4c7ba3a5dea95fea4cd6e7c3a1168d3", "doe:reindeer", "dog:puppy", "dogglesworth:cat")]
    [InlineData("0x5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84", "do:verb", "horse:stallion", "doge:coin", "dog:puppy")]
    [InlineData("0xd23786fb4a010da3ce639d66d5e904a11dbc02746d1ce25029e53290cabf28ab", "A:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("0x17beaa1648bafa633cda809c90c04af50fc8aed3cb40d16efbddee6fdf63c4c3", "foo:bar", "food:bass")]
    public void Known_entries_give_known_roots_in_any_order(string root, params string[] entries)
    {
        foreach (IEnumerable<string> order in (IEnumerable<string>[])[entries, entries.Reverse()])
        {
            MerkleTrie trie = MerkleTrie.Empty;
            foreach (string entry in order) { trie = trie.With(Bytes(entry.Split(':')[0]), Bytes(entry.Split(':')[1])); }
            trie.Root.ShouldBe(Hash(root));
        }
    }

    [Fact]
    public void Whatever_is_put_and_taken_the_root_is_that_of_what_is_left()
    {
        Random random = new(7);
        for (int round = 0; round < 60; round++)
        {
            // Short keys of few different bytes, so that some are the beginning of others and branches carry values.
            SortedDictionary<string, byte[]> expected = new(StringComparer.Ordinal);
            MerkleTrie trie = MerkleTrie.Empty;
            List<(MerkleTrie Trie, Hash256 Root)> kept = [];
            for (int step = 0; step < 120; step++)
            {
                byte[] key = new byte[random.Next(0, 4)];
                for (int i = 0; i < key.Length; i++) { key[i] = (byte)((random.Next(3) << 4) | random.Next(3)); }
                string name = Convert.ToHexString(key);
                if (random.Next(3) == 0)
                {
                    trie = trie.Without(key);
                    expected.Remove(name);
                }
                else
                {
                    byte[] value = new byte[random.Next(1, 60)];
                    random.NextBytes(value);
                    trie = trie.With(key, value);
                    expected[name] = value;
                }

                if (step % 20 == 0) { kept.Add((trie, trie.Root)); }
                trie.TryGet(key, out ReadOnlyMemory<byte> found).ShouldBe(expected.ContainsKey(name));
                if (expected.TryGetValue(name, out byte[]? there)) { found.ToArray().ShouldBe(there); }
            }

            MerkleTrie again = MerkleTrie.Empty;
            foreach ((string name, byte[] value) in expected.OrderBy(_ => random.Next())) { again = again.With(Convert.FromHexString(name), value); }
            trie.Root.ShouldBe(again.Root);
            trie.Entries().Select(entry => Convert.ToHexString(entry.Key.Span)).ShouldBe(expected.Keys);
            foreach ((MerkleTrie earlier, Hash256 root) in kept) { earlier.Root.ShouldBe(root, "an earlier trie never changes"); }
            foreach (string name in expected.Keys.ToArray()) { trie = trie.Without(Convert.FromHexString(name)); }
            trie.IsEmpty.ShouldBeTrue();
            trie.Root.ShouldBe(MerkleTrie.EmptyRoot);
        }
    }

    [Fact]
    public void The_nodes_that_are_handed_out_lead_from_the_root_to_every_value()
    {
        MerkleTrie trie = MerkleTrie.Empty;
        for (int i = 0; i < 500; i++) { trie = trie.With(Hash256.Keccak([(byte)i, (byte)(i >> 8)]).ToArray(), Bytes($"value {i} that is long enough to stand by itself")); }
        Dictionary<Hash256, byte[]> nodes = trie.Nodes().ToDictionary(node => Hash256.Keccak(node));
        int values = 0;
        Queue<byte[]> open = new([nodes[trie.Root]]);
        while (open.TryDequeue(out byte[]? node))
        {
            RlpReader outer = new(node);
            outer.TryReadList(out RlpReader items).ShouldBeTrue();
            items.TryCount(out int count).ShouldBeTrue();
            if (count == 2)
            {
                items.TryReadBytes(out ReadOnlySpan<byte> path).ShouldBeTrue();
                if (path[0] >= 0x20)
                {
                    values++;
                    continue;
                }
            }

            while (items.TryReadBytes(out ReadOnlySpan<byte> child))
            {
                if (child.Length == Hash256.Size) { open.Enqueue(nodes[new Hash256(child)]); }
            }
        }

        values.ShouldBe(500);
    }

    [Fact]
    public void An_empty_value_and_a_long_key_are_refused()
    {
        Should.Throw<ArgumentException>(() => MerkleTrie.Empty.With([1], default));
        Should.Throw<ArgumentOutOfRangeException>(() => MerkleTrie.Empty.With(new byte[65], new byte[1]));
        MerkleTrie.Empty.With([1], new byte[1]).TryGet(new byte[65], out _).ShouldBeFalse();
    }
}
