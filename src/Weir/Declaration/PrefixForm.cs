using System.Text.Json;

namespace Weir.Declaration;

/// <summary>An address with the length of its prefix.</summary>
/// <param name="network">True when it stands for the whole network, so that host bits must be zero.</param>
public sealed class PrefixForm(bool network = false) : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => network ? "a network such as 10.1.0.0/16 or fd00:77:1::/64" : "an address with its prefix length such as 10.1.0.3/16 or fd00:77:1::3/64";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        (value, hint) = (null, null);
        if (text == "default" && network) { hint = "write 0.0.0.0/0 or ::/0"; }
        else if (!IpPrefix.TryParse(text, out IpPrefix prefix))
        {
            if (IpPrefix.TryParseAddress(text, out System.Net.IPAddress? address)) { hint = $"add the length of the prefix: {text}/{(address!.ToString().Contains(':', StringComparison.Ordinal) ? 64 : 24)}"; }
        }
        else if (network && prefix.Network != prefix) { hint = $"did you mean '{prefix.Network}'?"; }
        else { value = prefix; }
        return value is not null;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json) => WritePattern(json, @"([0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)/[0-9]{1,3}");

    /// <inheritdoc/>
    public override void WriteValue(Utf8JsonWriter json, object value) => json.WriteStringValue(((IpPrefix)value).ToString());
}
