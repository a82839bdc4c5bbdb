using System.Text.Json;
using Weir.Declaration;

namespace Weir.Lab;

/// <summary>The name of a lab: a DNS label, since folders, marks and host names are made of it.</summary>
internal sealed class LabNameForm : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => "a name of small letters, digits and hyphens such as two-sites";

    /// <summary>True for a DNS label in small letters.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= 63 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && text[0] != '-' && text[^1] != '-';

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        bool name = IsName(text);
        string better = new string([.. text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        (value, hint) = (name ? text : null, IsName(better) ? $"did you mean '{better}'?" : null);
        return name;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json) => WritePattern(json, "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
}
