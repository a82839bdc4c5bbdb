using System.Text.Json;

namespace Weir.Declaration;

/// <summary>An Ethernet address of one station, read as <c>xx:xx:xx:xx:xx:xx</c> in lower case.</summary>
public sealed class MacForm : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => "a MAC address such as 02:77:00:01:00:03";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        (value, hint) = (null, null);
        string[] parts = text.Split(':', '-');
        if (parts.Length != 6 || parts.Any(p => p.Length != 2 || !p.All(char.IsAsciiHexDigit))) { return false; }
        if ((Convert.ToByte(parts[0], 16) & 1) != 0)
        {
            hint = "its first byte must be even: an odd one is for groups";
            return false;
        }

        value = string.Join(':', parts).ToLowerInvariant();
        return true;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json) => WritePattern(json, "[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}");
}
