using System.CommandLine;
using System.Reflection;
using Weir.Cli.Output;

namespace Weir.Cli;

/// <summary>Runs one command line: finds the verb, parses, invokes, and turns every way it can end into a message and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>
    /// Runs <paramref name="args"/> and gives the exit code (see <see cref="ExitCode"/>). Never throws. Only the verb that was asked for is built, which keeps the start short.
    /// </summary>
    public static async Task<int> RunAsync(string[] args, CommandContext context)
    {
        context.Arguments = args;
        try
        {
            int code = await DispatchAsync(args, context);
            context.Flush();
            return code;
        }
        // The border of the command: whatever comes here is told to the user in a line.
        catch (Exception fault)
        {
            return Fault.Report(fault, context);
        }
    }

    /// <summary>The version as <c>weir --version</c> prints it.</summary>
    public static string Version =>
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static async Task<int> DispatchAsync(string[] args, CommandContext context)
    {
        string first = args.Length == 0 ? "--help" : args[0];
        switch (first)
        {
            case "--help" or "-h" or "-?":
            case "help" when args.Length == 1:
                HelpPage.WriteRoot(context.Out);
                return (int)ExitCode.Success;
            case "--version":
                context.Out.WriteLine($"weir {Version}");
                return (int)ExitCode.Success;
            case "help":
                HelpPage.Write(Find(args[1..]).Build(context), context.Out);
                return (int)ExitCode.Success;
        }

        Verb verb = Find(args);
        Command command = verb.Build(context);
        string[] rest = args[verb.Name.Split(' ').Length..];
        if (AsksForHelp(rest))
        {
            HelpPage.Write(command, context.Out);
            return (int)ExitCode.Success;
        }

        if (command is VerbCommand { Alone.Count: > 0 } verbCommand) { rest = Complete(rest, verbCommand.Alone); }
        ParseResult parsed = command.Parse(rest);
        if (parsed.Errors.Count > 0) { throw new WeirException(ParseFault.Describe(parsed, command), (int)ExitCode.BadUsage); }

        context.Verbose = parsed.GetValue<bool>("--verbose");
        LogOptions.Apply(parsed, context);
        context.ListenForInterrupts();
        var invocation = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = context.Out,
            Error = context.Error,
        };
        return await parsed.InvokeAsync(invocation, context.Cancellation);
    }

    /// <summary>The verb of the first word, or of the first two where there is one of two words.</summary>
    private static Verb Find(string[] args)
    {
        string name = args[0];
        string? both = args.Length > 1 ? $"{name} {args[1]}" : null;
        Verb? found = null;
        foreach (Verb verb in Composition.Verbs)
        {
            if (verb.Name == both) { return verb; }
            if (verb.Name == name) { found = verb; }
        }

        if (found is not null) { return found; }

        bool option = name.StartsWith('-');
        string? near = option ? null : Suggestion.Nearest(name, Composition.Verbs.Where(v => !v.Hidden).Select(v => v.Name));
        string what = option ? $"unknown option '{name}' before the verb" : $"there is no verb '{name}'";
        throw new WeirException($"{what}{(near is null ? "" : $": did you mean '{near}'?")} ('weir --help' lists the verbs)", (int)ExitCode.BadUsage);
    }

    /// <summary>Gives options that stand alone their values.</summary>
    private static string[] Complete(string[] args, IReadOnlyDictionary<string, string> alone)
    {
        int end = Array.IndexOf(args, "--");
        return [.. args.Select((arg, at) => (end < 0 || at < end) && alone.TryGetValue(arg, out string? value) ? $"{arg}={value}" : arg)];
    }

    private static bool AsksForHelp(string[] args)
    {
        foreach (string arg in args)
        {
            if (arg == "--") { return false; }
            if (arg is "--help" or "-h" or "-?") { return true; }
        }

        return false;
    }
}
