using System.Text.Json;

namespace Weir.Tests.Fixtures;

/// <summary>The vectors of Klaytn's formats, embedded so that every clone has them. <c>origin</c> in the file tells where each comes from.</summary>
internal static class KlaytnVectors
{
    private static readonly JsonDocument Document = Load();

    /// <summary>One top-level entry.</summary>
    public static JsonElement Get(string key) => Document.RootElement.GetProperty(key);

    /// <summary>A string member as the bytes that its hexadecimal digits mean.</summary>
    public static byte[] Bytes(this JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);

    /// <summary>A string member.</summary>
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static JsonDocument Load()
    {
        using Stream stream = typeof(KlaytnVectors).Assembly.GetManifestResourceStream("klaytn-vectors.json")!;
        return JsonDocument.Parse(stream);
    }
}
