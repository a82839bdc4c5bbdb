using System.CommandLine;
using Microsoft.Extensions.Logging;
using Weir.Cli.Output;

namespace Weir.Cli;

/// <summary>The options of every verb for seeing what happens while it works: lines on standard error.</summary>
internal static class LogOptions
{
    private const string LevelName = "--log-level";
    private const string FormatName = "--log-format";

    // "Error" means that a command will fail: that is told in any case.
    private static readonly (string Name, LogLevel Level)[] s_levels = [("debug", LogLevel.Debug), ("information", LogLevel.Information), ("warning", LogLevel.Warning)];

    private static string Names => string.Join(", ", s_levels.Select(one => one.Name));

    /// <summary>The options; new ones for each command.</summary>
    public static IEnumerable<Option> All()
    {
        var level = new Option<string?>(LevelName) { Description = "Log what happens on standard error, a line each: debug, information or warning. When not said, the level of the variable WEIR_LOG; else nothing", HelpName = "LEVEL" };
        level.AcceptOnlyFromAmong([.. s_levels.Select(one => one.Name)]);
        var format = new Option<string>(FormatName) { Description = "How these lines look: text, or json for an object a line", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        return [level, format];
    }

    /// <summary>Gives the context the log that the user asked for.</summary>
    /// <exception cref="WeirException">The environment asks for a level that there is not.</exception>
    public static void Apply(ParseResult parsed, CommandContext context)
    {
        string? said = parsed.GetValue<string?>(LevelName);
        bool isOfEnvironment = said is null;
        said ??= context.LogLevel;
        if (string.IsNullOrEmpty(said)) { return; }
        foreach ((string name, LogLevel level) in s_levels)
        {
            if (name != said) { continue; }
            string format = parsed.GetValue<string>(FormatName)!;
            context.Log = new LineLog(context.Error, context.Time, level, isJson: format == "json");
            context.LogArguments = [LevelName, name, FormatName, format];
            return;
        }

        throw new WeirException(isOfEnvironment ? $"the variable WEIR_LOG is '{said}', which is no level: it may be {Names}" : $"'{said}' is no level: it may be {Names}", (int)ExitCode.BadUsage);
    }
}
