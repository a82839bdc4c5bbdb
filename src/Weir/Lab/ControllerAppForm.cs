using System.Text.Json;
using Weir.Control;
using Weir.Declaration;

namespace Weir.Lab;

/// <summary>The app of a controller: one of the registry, or <c>app:FILE</c>.</summary>
internal sealed class ControllerAppForm : ScalarForm
{
    private const string OfFile = "app:";

    private static readonly string[] s_names = [.. ControllerApps.All.Select(one => one.Name).Where(name => OfFile != name + ":")];

    /// <inheritdoc/>
    public override string Description => $"an app ({string.Join(", ", s_names)}), or {OfFile}FILE";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        bool right = s_names.Contains(text) || (text.StartsWith(OfFile, StringComparison.Ordinal) && text.Length > OfFile.Length);
        (value, hint) = (right ? text : null, right || Suggestion.Nearest(text, s_names) is not { } near ? null : $"did you mean '{near}'?");
        return right;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json) => WritePattern(json, $"{string.Join('|', s_names)}|{OfFile}.+");
}
