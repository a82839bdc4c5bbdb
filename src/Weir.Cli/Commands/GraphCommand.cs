using System.CommandLine;
using Weir.Cli.Labs;
using Weir.Lab.Plan;

namespace Weir.Cli.Commands;

/// <summary><c>weir graph [FILE]</c>: a drawing of the network.</summary>
internal static class GraphCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string?> file = LabOptions.File();
        Option<string[]> set = LabOptions.Set();
        Option<string[]> only = LabOptions.Only();
        var format = new Option<string>("--format") { Description = "mermaid, dot or svg", HelpName = "FORMAT", DefaultValueFactory = _ => "mermaid" };
        format.AcceptOnlyFromAmong("mermaid", "dot", "svg");
        var command = new VerbCommand("graph", "Draws the network of a lab file: as text for Mermaid or Graphviz, or as an SVG picture.")
        {
            Examples =
            [
                ("weir graph two-sites.lab.yaml", "for a Markdown page"),
                ("weir graph --format svg > network.svg", "a picture of this folder's lab"),
            ],
        };
        command.Add(file);
        command.Add(set);
        command.Add(only);
        command.Add(format);
        command.SetAction(parsed =>
        {
            LabPlan plan = LabOptions.ReadRight(context, parsed.GetValue(file), parsed.GetValue(set), parsed.GetValue(only)).Plan!;
            context.Out.Write(parsed.GetValue(format) switch { "dot" => LabGraph.Dot(plan), "svg" => LabGraph.Svg(plan), _ => LabGraph.Mermaid(plan) });
            return (int)ExitCode.Success;
        });
        return command;
    }
}
