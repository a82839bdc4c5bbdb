using System.Text.Json;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Wire.Ethereum;

public sealed class KlaytnVectorsTests
{
    [Fact]
    public void Every_key_of_the_vectors_has_a_test()
    {
        string folder = Repository.PathOf("tests", "Weir.Tests", "Wire", "Ethereum");
        string sources = string.Concat(Directory.EnumerateFiles(folder, "*Tests.cs").Select(File.ReadAllText));
        using Stream stream = typeof(KlaytnVectorsTests).Assembly.GetManifestResourceStream("klaytn-vectors.json")!;
        using JsonDocument vectors = JsonDocument.Parse(stream);
        string[] keys = [.. vectors.RootElement.EnumerateObject().Select(p => p.Name).Where(k => k != "meta")];
        keys.Length.ShouldBe(26);
        keys.Where(k => !sources.Contains($"KlaytnVectors.Get(\"{k}\")", StringComparison.Ordinal)).ShouldBeEmpty("vectors without a test");
    }

    [Fact]
    public void Every_key_of_the_vectors_of_state_has_a_test()
    {
        string[] folders = [Repository.PathOf("tests", "Weir.Tests", "Wire", "Ethereum"), Repository.PathOf("tests", "Weir.Tests", "Consensus", "Chain")];
        string sources = string.Concat(folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*Tests.cs")).Select(File.ReadAllText));
        using Stream stream = typeof(KlaytnVectorsTests).Assembly.GetManifestResourceStream("klaytn-state-vectors.json")!;
        using JsonDocument vectors = JsonDocument.Parse(stream);
        string[] keys = [.. vectors.RootElement.EnumerateObject().Select(p => p.Name).Where(k => k != "about")];
        keys.Length.ShouldBe(12);
        keys.Where(k => !sources.Contains($"KlaytnVectors.State(\"{k}\")", StringComparison.Ordinal)).ShouldBeEmpty("vectors without a test");
    }
}
