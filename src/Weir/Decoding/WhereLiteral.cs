using System.Globalization;
using System.Text;
using Weir.Wire.Frames;

namespace Weir.Decoding;

/// <summary>
/// A literal of an expression: a number (decimal, or hexadecimal after 0x), an address or a prefix of addresses, bytes (<c>02:00:5e</c>, <c>0x02005e</c>), a range of numbers or addresses
/// (<c>8000..8080</c>), or text. What it is decides how values are compared with it.
/// </summary>
internal sealed class WhereLiteral
{
    private const int AddressBits = 128;

    private readonly bool _isQuoted;
    private decimal? _number;
    private IpAddress? _address;
    private int _prefix = AddressBits;
    private string? _hex;
    private WhereLiteral? _end;

    private WhereLiteral(string text, bool isQuoted)
    {
        Text = text;
        _isQuoted = isQuoted;
    }

    /// <summary>The literal as written, without quotes.</summary>
    public string Text { get; }

    /// <summary>True when other values can be less or more than this one.</summary>
    public bool HasOrder => _isQuoted || (_end is null && (_number is not null || _address is not null));

    /// <summary>Text in quotes: compared letter by letter.</summary>
    public static WhereLiteral Quoted(string text) => new(text, isQuoted: true) { _hex = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)) };

    /// <summary>Reads a literal that stood without quotes; false with what would be right.</summary>
    public static bool TryRead(string text, out WhereLiteral literal, out string problem)
    {
        problem = "";
        literal = new WhereLiteral(text, isQuoted: false);
        int range = text.IndexOf("..", StringComparison.Ordinal);
        return range > 0 ? literal.TryRange(text[..range], text[(range + 2)..], out problem) : literal.TryOne(text, out problem);
    }

    /// <summary>True when the value is this number, address (or inside the prefix), bytes, text, or inside the range.</summary>
    public bool Equals(FieldValue value)
    {
        if (_isQuoted) { return value.Text == Text || (value.IsBytes && value.Text == _hex); }
        if (_end is not null) { return CompareWith(value) >= 0 && _end.CompareWith(value) <= 0; }
        if (_number is { } number && value.Number is { } other) { return number == other; }
        if (_address is { } address && TryAddress(value.Text, out IpAddress found)) { return IsIn(found, address, _prefix); }
        if (_hex is not null && WhereHex.IsSame(value.Text, _hex)) { return true; }
        return value.Text.Equals(Text, value.IsBytes ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    /// <summary>True when the value has this text, or these bytes, in it.</summary>
    public bool IsIn(FieldValue value)
    {
        if (!value.IsBytes) { return value.Text.Contains(Text, StringComparison.Ordinal); }
        return WhereHex.Contains(value.Text, _hex ?? Text);
    }

    /// <summary>How the value compares with this literal, as numbers, addresses or text; null when it cannot be compared.</summary>
    public int? CompareWith(FieldValue value)
    {
        if (_isQuoted) { return string.CompareOrdinal(value.Text, Text); }
        if (_number is { } number && value.Number is { } other) { return other.CompareTo(number); }
        if (_address is { } address && TryAddress(value.Text, out IpAddress found)) { return found.CompareTo(address); }
        return null;
    }

    // The address of a field that is one, or of one end of a conversation: 10.0.0.1:80, [fd00::1]:80.
    private static bool TryAddress(string text, out IpAddress address)
    {
        if (IpAddress.TryParse(text, out address)) { return true; }
        int colon = text.LastIndexOf(':');
        return colon > 0 && IpAddress.TryParse(text.AsSpan(0, colon).Trim("[]"), out address);
    }

    private static bool IsIn(IpAddress address, IpAddress network, int prefix) =>
        prefix == 0 || address.Value >> (AddressBits - prefix) == network.Value >> (AddressBits - prefix);

    private bool TryRange(string first, string last, out string problem)
    {
        problem = "";
        if (TryRead(first, out WhereLiteral begin, out _) && TryRead(last, out WhereLiteral end, out _)
            && ((begin._number is not null && end._number is not null) || (begin.IsAddress && end.IsAddress)))
        {
            (_number, _address, _end) = (begin._number, begin._address, end);
            return true;
        }

        problem = $"{Text} is no range: write two numbers or two addresses, such as 8000..8080";
        return false;
    }

    private bool IsAddress => _address is not null && _prefix == AddressBits;

    private bool TryOne(string text, out string problem)
    {
        problem = "";
        _hex = WhereHex.Read(text);
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            if (ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong hex)) { _number = hex; }
        }
        else if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)) { _number = number; }
        else if (text is "true" or "false") { _number = text == "true" ? 1 : 0; }

        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IpAddress.TryParse(slash < 0 ? text : text.AsSpan(0, slash), out IpAddress address)) { return true; }
        _address = address;
        if (slash < 0) { return true; }
        int width = address.IsIPv4 ? 32 : AddressBits;
        if (int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && bits <= width)
        {
            _prefix = AddressBits - width + bits;
            return true;
        }

        problem = string.Create(CultureInfo.InvariantCulture, $"{text} is no prefix: after the slash stand 0 to {width} bits");
        return false;
    }
}
