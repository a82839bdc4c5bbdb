using System.Text.Json;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class ListRootTests
{
    [Fact]
    public void The_three_rules_give_the_roots_of_real_blocks()
    {
        int roots = 0;
        foreach (JsonElement vector in KlaytnVectors.State("derive_sha").EnumerateArray())
        {
            ReadOnlyMemory<byte>[] items = vector.TryGetProperty("items", out JsonElement given)
                ? [.. given.EnumerateArray().Select(item => (ReadOnlyMemory<byte>)Convert.FromHexString(item.GetString()!))]
                : [.. Enumerable.Range(0, vector.GetProperty("count").GetInt32()).Select(i => (ReadOnlyMemory<byte>)new[] { (byte)(i & 0x7f) })];
            foreach (JsonProperty root in vector.GetProperty("roots").EnumerateObject())
            {
                ListRoot.Compute((ListRootRule)int.Parse(root.Name), items).ShouldBe(new Hash256(Convert.FromHexString(root.Value.GetString()!)));
                roots++;
            }
        }

        roots.ShouldBe(7);
    }

    [Fact]
    public void There_is_no_fourth_rule() => Should.Throw<ArgumentOutOfRangeException>(() => ListRoot.Compute((ListRootRule)3, []));
}
