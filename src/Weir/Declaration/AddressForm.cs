using System.Net;
using System.Text.Json;

namespace Weir.Declaration;

/// <summary>An IPv4 or IPv6 address.</summary>
public sealed class AddressForm : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => "an address such as 10.1.0.3 or fd00:77:1::3";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        bool read = IpPrefix.TryParseAddress(text, out IPAddress? address);
        (value, hint) = (address, !read && text.Contains('/', StringComparison.Ordinal) ? $"leave the prefix length away: {text[..text.IndexOf('/', StringComparison.Ordinal)]}" : null);
        return read;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json) => WritePattern(json, @"[0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value) => json.WriteStringValue(((IPAddress)value).ToString());
}
