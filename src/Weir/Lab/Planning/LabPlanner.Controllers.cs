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
    private readonly Dictionary<string, Settings> _controllerSettings = new(StringComparer.Ordinal);

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

    // What switches say for TLS, and what their controllers ask for.
    private void CheckTls()
    {
        foreach (NodeDraft node in _nodes.Where(node => node.Own.Form.IndexOf("controller") >= 0))
        {
            string[] secured = [.. node.Own.Texts("controller").Where(one => one.Contains(':', StringComparison.Ordinal) ? one.StartsWith("ssl:", StringComparison.Ordinal) : _controllerSettings.TryGetValue(one, out Settings? own) && own.Has("certificate"))];
            bool listens = node.Own.Form.IndexOf("listen") >= 0 && node.Own.Texts("listen").FirstOrDefault(one => one.StartsWith("pssl:", StringComparison.Ordinal)) is not null;
            // Open vSwitch begins no TLS without all three; a switch of ours shows a certificate only to who asks.
            string[] needed = secured.Length > 0 && node.Kind is OvsKind ? ["certificate", "key", "ca"]
                : listens || node.Own.Has("certificate") || node.Own.Has("key") || secured.Any(one => _controllerSettings.TryGetValue(one, out Settings? own) && own.Has("ca")) ? ["certificate", "key"] : [];
            string[] said = [.. ((string[])["certificate", "key", "ca"]).Where(node.Own.Has)];
            if (secured.Length == 0 && !listens)
            {
                foreach (string key in said) { _mistakes.Add(node.Own.PlaceOf(key), $"'{key}' is for TLS, and no controller of '{node.Name}' speaks it", "write the controller's place as ssl:HOST:PORT, or give the controller a certificate and a key"); }
            }
            else if (needed.Where(key => !node.Own.Has(key)).ToArray() is { Length: > 0 } missing)
            {
                string why = secured.Length == 0 ? "waits for connections over TLS" : $"speaks TLS with {string.Join(", ", secured)}";
                _mistakes.Add(node.Own.PlaceOf(secured.Length > 0 ? "controller" : "listen"), $"'{node.Name}' {why}, and lacks {string.Join(" and ", missing)}", $"add {string.Join(", ", missing.Select(key => $"{key}: FILE"))}");
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
            if (own.Has("listen") && switches.Length > 0 && common.TextOrNull("on") is { } on && _nodesByName.TryGetValue(on, out NodeDraft? there) && there.Kind is UmlKind)
            {
                _mistakes.Add(own.PlaceOf("listen"), $"'{name}' listens in another kernel, and '{switches[0]}' cannot look into it", $"run it on a node of another kind than {there.Kind.Form.Name}, or remove listen");
            }

            _controllerSettings[name] = own;
            if (own.Has("listen") && !common.Has("on")) { _mistakes.Add(own.PlaceOf("listen"), $"'{name}' listens over TCP and is on no node, where nobody of the lab could reach it", $"add on: {_nodes.FirstOrDefault(node => node.Kind.HasStack)?.Name ?? "c1"}"); }
            places[name] = common.PlaceOf("after");
            if (PlanProgram(name, kind, common, own, settings => kind.Command(name, settings)) is not { } plan) { continue; }
            Settings? ready = plan.Ready ?? _reader.Read(new DeclaredMap(key.Place, [new DeclaredEntry(new DeclaredText(key.Place, "log"), new DeclaredText(key.Place, switches.Length > 0 ? AllConnected : Listening))]), ProgramForms.Ready);
            plans.Add(plan with { Ready = ready, Switches = switches });
        }

        CheckTls();
        return plans;
    }
}
