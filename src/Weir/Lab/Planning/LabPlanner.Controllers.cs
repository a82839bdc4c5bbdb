using Weir.Declaration;
using Weir.Lab.Kinds;
using Weir.Lab.Plan;

namespace Weir.Lab.Planning;

/// <summary>Controllers: programs to which switches connect.</summary>
internal sealed partial class LabPlanner
{
    // What 'weir controller' says.
    private const string AllConnected = "^all switches are connected";
    private const string Listening = "^listening";

    private readonly List<(string Name, DeclaredText Key, DeclaredValue Value)> _controllers = [];

    /// <summary>Names the controllers; nodes refer to them.</summary>
    private void NameControllers()
    {
        foreach (DeclaredEntry entry in EntriesOf("controllers"))
        {
            foreach ((NameInstance name, DeclaredText key, DeclaredValue value) in Expand(entry))
            {
                if (!TryName(NameKinds.Controller, name.Text, key.Place)) { continue; }
                TryName(NameKinds.Program, name.Text, key.Place);
                _controllers.Add((name.Text, key, value));
            }
        }
    }

    private List<ProgramPlan> ReadControllers(Dictionary<string, SourcePlace> places)
    {
        var plans = new List<ProgramPlan>();
        ControllerKind kind = ControllerKind.Instance;
        foreach ((string name, DeclaredText key, DeclaredValue value) in _controllers)
        {
            if (_reader.Read(value, [ControllerForms.Running, kind.Form]) is not [var common, var own]) { continue; }
            Examine(kind, own);
            string[] switches = [.. _nodes.Where(node => node.Own.Form.IndexOf("controller") >= 0 && node.Own.Texts("controller").Contains(name)).Select(node => node.Name)];
            if (own.Has("listen") && switches.Length > 0)
            {
                _mistakes.Add(own.PlaceOf("listen"), $"'{name}' listens over TCP, and '{switches[0]}' connects to it by its name, which is a socket of the run", "remove listen, or write a place such as tcp:10.0.0.1:6653 at the switch");
            }

            if (own.Has("listen") && !common.Has("on")) { _mistakes.Add(own.PlaceOf("listen"), $"'{name}' listens over TCP and is on no node, where nobody of the lab could reach it", $"add on: {_nodes.FirstOrDefault(node => node.Kind.HasStack)?.Name ?? "c1"}"); }
            places[name] = common.PlaceOf("after");
            if (PlanProgram(name, kind, common, own, settings => kind.Command(name, settings)) is not { } plan) { continue; }
            Settings? ready = plan.Ready ?? _reader.Read(new DeclaredMap(key.Place, [new DeclaredEntry(new DeclaredText(key.Place, "log"), new DeclaredText(key.Place, switches.Length > 0 ? AllConnected : Listening))]), ProgramForms.Ready);
            plans.Add(plan with { Ready = ready, Switches = switches });
        }

        return plans;
    }
}
