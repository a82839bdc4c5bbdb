using System.Globalization;
using Weir.Wire.Frames;

namespace Weir.Decoding;

/// <summary>A literal of an expression: a number (decimal, or hexadecimal after 0x), an address or a prefix of addresses, or text.</summary>
internal sealed class WhereLiteral
{
    private readonly double? _number;
    private readonly IpAddress? _address;
    private readonly int _prefix = -1;

    public WhereLiteral(string text, bool isQuoted)
    {
        Text = text;
        if (isQuoted) { return; }
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long hex)) { _number = hex; }
        else if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) { _number = number; }
        else if (text is "true" or "false") { _number = text == "true" ? 1 : 0; }
        int slash = text.IndexOf('/');
        if (!IpAddress.TryParse(slash < 0 ? text : text.AsSpan(0, slash), out IpAddress address)) { return; }
        _address = address;
        if (slash > 0 && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int bits)) { _prefix = bits + (address.IsIPv4 ? 96 : 0); }
    }

    /// <summary>The literal as written, without quotes.</summary>
    public string Text { get; }

    /// <summary>True when the value is this number, address (or inside the prefix), or text.</summary>
    public bool Equals(FieldValue value)
    {
        if (_number is { } number && value.Number is { } other) { return number.Equals(other); }
        if (_address is not { } address || !IpAddress.TryParse(value.Text, out IpAddress found)) { return value.Text == Text; }
        return _prefix switch
        {
            < 0 or >= 128 => found == address,
            0 => true,
            _ => found.Value >> (128 - _prefix) == address.Value >> (128 - _prefix),
        };
    }

    /// <summary>How the value compares with this literal, as numbers or addresses; null when it cannot be compared.</summary>
    public int? CompareWith(FieldValue value)
    {
        if (_number is { } number && value.Number is { } other) { return other.CompareTo(number); }
        if (_address is { } address && IpAddress.TryParse(value.Text, out IpAddress found)) { return found.CompareTo(address); }
        return null;
    }
}
