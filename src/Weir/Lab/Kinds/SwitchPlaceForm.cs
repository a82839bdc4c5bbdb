using System.Text.Json;
using Weir.Declaration;
using Weir.Platform;

namespace Weir.Lab.Kinds;

/// <summary>Where a switch of OpenFlow waits for others.</summary>
internal sealed class SwitchPlaceForm : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => "where the switch waits, such as ptcp:6654 or punix:FILE";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        (value, hint) = (text, null);
        try
        {
            _ = ConnectionPlace.ParsePassive(text);
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
