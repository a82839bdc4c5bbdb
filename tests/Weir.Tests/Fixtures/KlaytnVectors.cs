using System.Text.Json;

namespace Weir.Tests.Fixtures;

/// <summary>The vectors of Klaytn's formats, embedded so that every clone has them. <c>origin</c> in the file tells where each comes from.</summary>
internal static class KlaytnVectors
{
    private static readonly JsonDocument Document = Load("klaytn-vectors.json");
    private static readonly JsonDocument StateDocument = Load("klaytn-state-vectors.json");

    /// <summary>One top-level entry.</summary>
    public static JsonElement Get(string key) => Document.RootElement.GetProperty(key);

    /// <summary>One top-level entry of the vectors of state, rewards and block building.</summary>
    public static JsonElement State(string key) => StateDocument.RootElement.GetProperty(key);

    /// <summary>The genesis file of the recorded networks.</summary>
    public static byte[] GenesisFile() => Read("klaytn-genesis.json");

    /// <summary>A string member as the bytes that its hexadecimal digits mean.</summary>
    public static byte[] Bytes(this JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);

    /// <summary>A string member.</summary>
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static JsonDocument Load(string name) => JsonDocument.Parse(Read(name));

    private static byte[] Read(string name)
    {
        using Stream stream = typeof(KlaytnVectors).Assembly.GetManifestResourceStream(name)!;
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
