using System.CommandLine;
using System.Text.Json;
using Weir.Capabilities;
using Weir.Cli.Captures;
using Weir.Cli.Output;
using Weir.Cli.Runs;
using Weir.Running;

namespace Weir.Cli.Commands;

/// <summary><c>weir doctor</c>: what this machine can and cannot do, and what helps.</summary>
internal static class DoctorCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var names = new Argument<string[]>("name") { Description = "What to look at; everything when not given", Arity = ArgumentArity.ZeroOrMore };
        names.CompletionSources.Add(_ => MachineCapabilities.All.Select(one => new System.CommandLine.Completions.CompletionItem(one.Name)));
        Option<bool> json = CaptureOptions.Json();
        var command = new VerbCommand("doctor", "Tries what labs need of this machine, each thing by doing it in namespaces of its own, and says for each whether it works, and where it does not, what needs it and what helps. "
            + "The exit code is 0 when labs can run here and 3 when they cannot.")
        {
            Examples = [("weir doctor", "can labs run here, and what is missing?"), ("weir doctor tap netem", "only these, with what needs them"), ("sudo weir doctor", "what the superuser could do")],
        };
        command.Add(names);
        command.Add(json);
        command.SetAction((parsed, cancellation) => RunAsync(context, parsed.GetValue(names) ?? [], parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string[] names, bool json, CancellationToken cancellation)
    {
        Capability[] wanted = names.Length == 0 ? [.. MachineCapabilities.All] : Array.ConvertAll(names, Find);
        UserNamespaceEntry.EnterToBuild(context);
        var surroundings = new CapabilityContext(RunFolder.Home(context.WorkingFolder, Environment.GetEnvironmentVariable("WEIR_RUNS")), RunSetup.WeirCommand(), context.Time);
        // Those that wait for a program or a time do so beside the others.
        Task<CapabilityFinding>[] looks = Array.ConvertAll(wanted, one => one.LookAsync(surroundings, cancellation));
        CapabilityFinding[] findings = await Task.WhenAll(looks);
        (Capability Capability, CapabilityFinding Finding)[] lines = [.. wanted.Zip(findings)];
        string[] lacking = [.. lines.Where(line => line.Capability.IsRequired && line.Finding.State == CapabilityState.No).Select(line => line.Capability.Name)];
        // Whether labs can run is known only when everything was looked at.
        bool whole = names.Length == 0;
        if (json) { JsonOutput.Write(context, writer => WriteJson(writer, lines, whole ? lacking.Length == 0 : null)); }
        else { WriteText(context, lines, lacking, whole); }
        return (int)(lacking.Length == 0 ? ExitCode.Success : ExitCode.MachineLacks);
    }

    private static Capability Find(string name)
    {
        if (MachineCapabilities.All.FirstOrDefault(one => one.Name == name) is { } known) { return known; }
        string? near = Suggestion.Nearest(name, MachineCapabilities.All.Select(one => one.Name));
        throw new WeirException($"doctor knows no '{name}'{(near is null ? "" : $": did you mean '{near}'?")} ('weir doctor' prints all that it looks at)");
    }

    private static void WriteText(CommandContext context, (Capability Capability, CapabilityFinding Finding)[] lines, string[] lacking, bool whole)
    {
        Paint paint = context.Paint;
        int width = lines.Max(line => line.Capability.Name.Length);
        string indent = new(' ', width + 11);
        foreach ((Capability one, CapabilityFinding finding) in lines)
        {
            string word = WordOf(finding.State);
            string shown = finding.State switch { CapabilityState.Yes => paint.Green(word), CapabilityState.No when one.IsRequired => paint.Red(word), _ => paint.Yellow(word) };
            context.Out.WriteLine($"{one.Name.PadRight(width)}  {shown}{new string(' ', 9 - word.Length)}{finding.Found}");
            if (finding.State == CapabilityState.Yes && whole) { continue; }
            context.Out.WriteLine($"{indent}{paint.Dim("matters:")} {one.Matters}");
            if (finding.State != CapabilityState.Yes) { context.Out.WriteLine($"{indent}{paint.Dim("remedy:")}  {finding.Remedy ?? one.Remedy}"); }
        }

        if (!whole && lacking.Length == 0) { return; }
        context.Out.WriteLine(lacking.Length > 0 ? $"labs cannot run here: {string.Join(", ", lacking)}"
            : lines.Any(line => line.Finding.State != CapabilityState.Yes) ? "labs can run here, without what is not 'yes' above" : "labs can run here");
    }

    private static void WriteJson(Utf8JsonWriter writer, (Capability Capability, CapabilityFinding Finding)[] lines, bool? can)
    {
        writer.WriteStartObject();
        if (can is { } known) { writer.WriteBoolean("labsCanRun", known); }
        writer.WriteStartArray("capabilities");
        foreach ((Capability one, CapabilityFinding finding) in lines)
        {
            writer.WriteStartObject();
            writer.WriteString("name", one.Name);
            writer.WriteString("state", WordOf(finding.State));
            writer.WriteString("found", finding.Found);
            writer.WriteBoolean("required", one.IsRequired);
            writer.WriteString("matters", one.Matters);
            if (finding.State == CapabilityState.Yes) { writer.WriteNull("remedy"); }
            else { writer.WriteString("remedy", finding.Remedy ?? one.Remedy); }
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string WordOf(CapabilityState state) => state.ToString().ToLowerInvariant();
}
