using System.CommandLine;
using System.Globalization;
using Weir.Cli.Captures;
using Weir.Cli.Labs;
using Weir.Cli.Output;
using Weir.Lab.Plan;

namespace Weir.Cli.Commands;

/// <summary><c>weir plan [FILE]</c>: what a lab file will build and run.</summary>
internal static class PlanCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        Argument<string?> file = LabOptions.File();
        Option<string[]> set = LabOptions.Set();
        Option<string[]> only = LabOptions.Only();
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("plan", "Prints what a lab file will build and run: nodes with their addresses, links with what carries them and why, programs, controllers, captures, monitors, events and checks. Nothing is built or started. "
            + "The same file, variables and seed give the same plan, byte for byte.")
        {
            Examples =
            [
                ("weir plan two-sites.lab.yaml", "tables of what it will build"),
                ("weir plan --json | jq -r '.nodes[].interfaces[].mac'", "the plan of this folder's lab file, for programs"),
            ],
        };
        command.Add(file);
        command.Add(set);
        command.Add(only);
        command.Add(json);
        command.SetAction(parsed => Run(context, parsed.GetValue(file), parsed.GetValue(set), parsed.GetValue(only), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string? file, string[]? sets, string[]? only, bool json)
    {
        Print(context, LabOptions.ReadRight(context, file, sets, only).Plan!, json);
        return (int)ExitCode.Success;
    }

    /// <summary>Prints a plan as tables, or as its JSON.</summary>
    public static void Print(CommandContext context, LabPlan plan, bool json)
    {
        if (json)
        {
            context.Out.Flush();
            context.OutStream.Write(PlanJson.Bytes(plan));
            return;
        }

        context.Out.WriteLine(plan.Description.Length == 0 ? $"{plan.Name}, seed {plan.Seed}" : $"{plan.Name}, seed {plan.Seed}: {plan.Description}");
        Table(context, ["node", "kind", "interface", "mac", "addresses"], plan.Nodes.SelectMany(NodeRows));
        Table(context, ["link", "carried by", "because", "forth", "back"], plan.Links.Select(l => (string[])[l.Name, l.Backend.ToString().ToLowerInvariant(), l.BackendReason, ImpairmentText.Of(l.AtoB), ImpairmentText.Of(l.BtoA)]));
        Table(context, ["program", "on", "kind", "after", "command"], plan.Programs.Where(p => p.Switches is null).Select(p => (string[])[p.Name, p.Node, p.Kind.Form.Name, string.Join(", ", p.After.Select(a => a.UntilExit ? $"{a.Program} exit" : a.Program)), Cut(string.Join(' ', p.Command.Arguments))]));
        Table(context, ["controller", "on", "app", "switches", "command"], plan.Programs.Where(p => p.Switches is not null).Select(p => (string[])[p.Name, p.Node.Length == 0 ? "-" : p.Node, p.Settings.Text("app"), Cut(string.Join(", ", p.Switches!)), Cut(string.Join(' ', p.Command.Arguments))]));
        Table(context, ["capture", "at", "filter"], plan.Captures.Select(c => (string[])[c.Name, Cut(string.Join(", ", c.Interfaces.Select(i => i.FullName))), c.Filter]));
        Table(context, ["monitor", "kind", "at", "filter", "sink"], plan.Monitors.Select(m => (string[])[m.Name, m.Kind.Form.Name, Cut(string.Join(", ", m.Interfaces.Select(i => i.FullName))), m.Filter, m.SinkText]));
        Table(context, [">at", "event", "times"], plan.Events.Select(e => (string[])[UnitText.Format(e.At), e.Name, e.Every is { } every ? $"{e.Times?.ToString(CultureInfo.InvariantCulture) ?? "again"} every {UnitText.Format(every)}" : "once"]));
        Table(context, ["check", "when"], plan.Checks.Select(c => (string[])[c.Name, When(c)]));
    }

    private static IEnumerable<string[]> NodeRows(NodePlan node)
    {
        if (node.Interfaces.Count == 0)
        {
            yield return [node.Name, node.Kind.Form.Name, "", "", ""];
            yield break;
        }

        for (int i = 0; i < node.Interfaces.Count; i++)
        {
            InterfacePlan one = node.Interfaces[i];
            yield return [i == 0 ? node.Name : "", i == 0 ? node.Kind.Form.Name : "", one.Name, one.Mac.ToString(), string.Join(", ", one.Addresses)];
        }
    }

    private static void Table(CommandContext context, string[] heads, IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        if (all.Length == 0) { return; }
        context.Out.WriteLine();
        var table = new TextTable(heads);
        foreach (string[] row in all) { table.Add(row); }
        table.Write(context);
    }

    private static string When(CheckPlan check) => check.LeftOut is { } why ? $"not at all: {why}" : check.Mode switch
    {
        CheckMode.Ready => "when programs are ready",
        CheckMode.End => "at the end",
        CheckMode.At => $"at {UnitText.Format(check.Limit!.Value)}",
        CheckMode.Within => $"within {UnitText.Format(check.Limit!.Value)}",
        CheckMode.Always => "always",
        _ => "never",
    };

    private static string Cut(string text) => text.Length <= 70 ? text : text[..67] + "...";
}
