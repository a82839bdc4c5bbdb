using System.Text.Json;
using Weir.Control;
using Weir.Declaration;
using Weir.Wire.OpenFlow;

namespace Weir.Lab;

/// <summary>A flow, as ovs-ofctl writes them.</summary>
internal sealed class FlowForm : ScalarForm
{
    /// <inheritdoc/>
    public override string Description => "a flow such as in_port=4,actions=output:1";

    /// <inheritdoc/>
    protected override bool TryRead(string text, out object? value, out string? hint)
    {
        (value, hint) = (text, null);
        try
        {
            _ = FlowText.ParseFlow(text, FlowModCommand.Add);
            return true;
        }
        catch (WeirException wrong)
        {
            hint = wrong.Message;
            return false;
        }
    }

    /// <inheritdoc/>
    protected override void WritePlainSchema(Utf8JsonWriter json) => json.WriteString("type", "string");
}
