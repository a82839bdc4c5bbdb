using Weir.Wire.OpenFlow;

namespace Weir.Control.Apps;

/// <summary>Every switch gets the flows of a file, one a line as ovs-ofctl writes them, and nothing else.</summary>
internal sealed class StaticApp : ControllerApp
{
    private readonly IReadOnlyList<FlowMod> _flows;

    public StaticApp(ControllerAppSettings settings)
    {
        if (settings.File is null && settings.Flows.Count == 0) { throw new WeirException("the app static needs flows: say --flow 'in_port=4,actions=output:1', or --flows FILE with one flow a line"); }
        _flows = [.. settings.File is { } file ? FlowTextFile.Read(file) : [], .. settings.Flows.Select(flow => FlowText.ParseFlow(flow, FlowModCommand.Add))];
    }

    public override void Connected(ControlledSwitch one)
    {
        foreach (FlowMod flow in _flows) { one.Send(flow); }
    }
}
