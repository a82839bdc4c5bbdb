using System.Text.Json;
using Weir.Declaration;
using Weir.Switching;

namespace Weir.Lab.Kinds;

/// <summary>Where a switch of OpenFlow connects, or waits for others.</summary>
/// <param name="waits">True when it waits.</param>
internal sealed class SwitchPlaceForm(bool waits) : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => waits ? "where the switch waits, such as ptcp:6654 or punix:FILE" : "a socket's name such as c1, or a place such as tcp:127.0.0.1:6653";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        (value, hint) = (null, null);
        if (waits || text.Contains(':', StringComparison.Ordinal))
        {
            try
            {
                if (SwitchEndpoint.Parse(text).IsPassive != waits)
                {
                    hint = waits ? "here the switch waits: ptcp:PORT or punix:FILE" : "here the switch connects: tcp:HOST:PORT or unix:FILE";
                    return false;
                }
            }
            catch (WeirException wrong)
            {
                hint = wrong.Message;
                return false;
            }
        }

        value = text;
        return true;
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json) => json.WriteString("type", "string");
}
