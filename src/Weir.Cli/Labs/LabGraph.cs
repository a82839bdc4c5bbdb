using System.Globalization;
using System.Security;
using System.Text;
using Weir.Lab.Plan;

namespace Weir.Cli.Labs;

/// <summary>Draws a plan's network as text for Mermaid or Graphviz, or as SVG with a layout of its own.</summary>
internal static class LabGraph
{
    /// <summary>For Mermaid, which many renderers of Markdown know.</summary>
    public static string Mermaid(LabPlan plan)
    {
        var text = new StringBuilder("graph LR\n");
        foreach (NodePlan node in plan.Nodes)
        {
            string label = Label(node).Replace("\n", "<br/>", StringComparison.Ordinal);
            text.AppendLine(CultureInfo.InvariantCulture, $"  {Id(node.Name)}{(node.Kind.Switches ? $"[[\"{label}\"]]" : node.Kind.Forwards ? $"{{{{\"{label}\"}}}}" : $"[\"{label}\"]")}");
        }

        foreach (LinkPlan link in plan.Links)
        {
            string said = ImpairmentText.Of(link.AtoB);
            text.AppendLine(CultureInfo.InvariantCulture, $"  {Id(link.A.Node)} ---{(said.Length == 0 ? "" : $"|\"{said}\"|")} {Id(link.B.Node)}");
        }

        foreach (ProgramPlan controller in Controllers(plan))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  c_{Id(controller.Name)}([\"{controller.Name}\"])");
            foreach (string node in controller.Switches!) { text.AppendLine(CultureInfo.InvariantCulture, $"  c_{Id(controller.Name)} -.- {Id(node)}"); }
        }

        return text.ToString();
    }

    /// <summary>For Graphviz.</summary>
    public static string Dot(LabPlan plan)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"graph \"{plan.Name}\" {{").AppendLine("  node [fontname=\"sans-serif\"];");
        foreach (NodePlan node in plan.Nodes)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  \"{node.Name}\" [label=\"{Label(node).Replace("\n", "\\n", StringComparison.Ordinal)}\", shape={(node.Kind.Switches ? "box" : node.Kind.Forwards ? "hexagon" : "ellipse")}];");
        }

        foreach (LinkPlan link in plan.Links)
        {
            string said = ImpairmentText.Of(link.AtoB);
            text.AppendLine(CultureInfo.InvariantCulture, $"  \"{link.A.Node}\" -- \"{link.B.Node}\"{(said.Length == 0 ? "" : $" [label=\"{said}\"]")};");
        }

        foreach (ProgramPlan controller in Controllers(plan))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  \"controller {controller.Name}\" [label=\"{controller.Name}\", shape=note];");
            foreach (string node in controller.Switches!) { text.AppendLine(CultureInfo.InvariantCulture, $"  \"controller {controller.Name}\" -- \"{node}\" [style=dashed];"); }
        }

        return text.AppendLine("}").ToString();
    }

    /// <summary>A picture.</summary>
    public static string Svg(LabPlan plan)
    {
        (Dictionary<string, (double X, double Y)> places, double width, double height) = GraphLayout.Of(plan);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0.#} {height:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\" font-family=\"sans-serif\" font-size=\"12\">");
        text.AppendLine(CultureInfo.InvariantCulture, $"<title>{SecurityElement.Escape(plan.Name)}</title>");
        foreach (LinkPlan link in plan.Links)
        {
            ((double ax, double ay), (double bx, double by)) = (places[link.A.Node], places[link.B.Node]);
            text.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{ax:0.#}\" y1=\"{ay:0.#}\" x2=\"{bx:0.#}\" y2=\"{by:0.#}\" stroke=\"#889\"><title>{SecurityElement.Escape(link.Name)}</title></line>");
            string said = ImpairmentText.Of(link.AtoB);
            if (said.Length > 0) { text.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{(ax + bx) / 2:0.#}\" y=\"{((ay + by) / 2) - 4:0.#}\" text-anchor=\"middle\" font-size=\"10\" fill=\"#a40\">{SecurityElement.Escape(said)}</text>"); }
        }

        foreach (NodePlan node in plan.Nodes)
        {
            (double x, double y) = places[node.Name];
            string shape = node.Kind.Switches ? $"<rect x=\"{N(x - 26)}\" y=\"{N(y - 14)}\" width=\"52\" height=\"28\" rx=\"3\" fill=\"#dde6f5\" stroke=\"#446\"/>"
                : node.Kind.Forwards ? $"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"18\" fill=\"#f5e6d0\" stroke=\"#642\"/>"
                : $"<rect x=\"{N(x - 26)}\" y=\"{N(y - 14)}\" width=\"52\" height=\"28\" rx=\"14\" fill=\"#e4f3e4\" stroke=\"#363\"/>";
            text.AppendLine(CultureInfo.InvariantCulture, $"<g>{shape}<text x=\"{x:0.#}\" y=\"{y + 4:0.#}\" text-anchor=\"middle\">{SecurityElement.Escape(node.Name)}</text><title>{SecurityElement.Escape(Label(node))}</title></g>");
        }

        // A controller has no place in the network: it stands at the switches that it controls.
        foreach (IGrouping<string, string> one in Controllers(plan).SelectMany(controller => controller.Switches!.Select(node => (Node: node, controller.Name))).GroupBy(pair => pair.Node, pair => pair.Name))
        {
            (double x, double y) = places[one.Key];
            string names = string.Join(", ", one);
            text.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{N(x)}\" y=\"{N(y + 26)}\" text-anchor=\"middle\" font-size=\"10\" fill=\"#446\">{SecurityElement.Escape(names)}<title>{SecurityElement.Escape($"controlled by {names}")}</title></text>");
        }

        return text.AppendLine("</svg>").ToString();
    }

    private static IEnumerable<ProgramPlan> Controllers(LabPlan plan) => plan.Programs.Where(program => program.Switches is { Count: > 0 });

    private static string Label(NodePlan node) => string.Join('\n', (string[])[node.Name, .. node.Interfaces.SelectMany(i => i.Addresses).Where(a => !a.IsV6).Take(3).Select(a => a.ToString())]);

    // Mermaid takes some words for its own; no name of a node has an underscore.
    private static string Id(string name) => "n_" + name.Replace('-', '_');

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
