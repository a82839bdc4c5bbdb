using System.Text.Json;
using Weir.Declaration;
using Weir.Platform;

namespace Weir.Lab.Kinds;

/// <summary>Who controls a switch: a controller of the lab by its name, or a place outside.</summary>
internal sealed class ControllerPlaceForm : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => "the name of a controller, or a place such as tcp:127.0.0.1:6653";

    /// <inheritdoc/>
    public override object? Read(DeclaredValue value, FormReader reader)
    {
        if (value is not DeclaredText { IsNothing: false } text || text.Text.Contains("${", StringComparison.Ordinal) || text.Text.Contains(':', StringComparison.Ordinal)) { return base.Read(value, reader); }
        if (reader.Names.Has(NameKinds.Controller, text.Text)) { return text.Text; }
        string[] known = [.. reader.Names.Of(NameKinds.Controller)];
        reader.Mistakes.Add(value.Place, $"there is no controller '{text.Text}'", known.Length == 0 ? $"add controllers: {{ {text.Text}: l2-learning }}" : FormReader.Guess(text.Text, known));
        return null;
    }

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        (value, hint) = (text, null);
        try
        {
            _ = ConnectionPlace.ParseActive(text);
            return true;
        }
        catch (WeirException wrong)
        {
            hint = wrong.Message;
        }

        return false;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json) => json.WriteString("type", "string");
}
