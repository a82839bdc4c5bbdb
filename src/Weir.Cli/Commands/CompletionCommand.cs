using System.CommandLine;

namespace Weir.Cli.Commands;

/// <summary><c>weir completion bash|zsh|fish</c>: prints a script that completes verbs, options and values by asking <c>weir complete</c>.</summary>
internal static class CompletionCommand
{
    // The word being completed is passed as the last one, empty when the cursor stands after a blank. No answer means: complete file names.
    private const string Bash = """
        # bash completion for weir: source <(weir completion bash)
        _weir() {
            local word=${COMP_WORDS[COMP_CWORD]} IFS=$'\n'
            COMPREPLY=($("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD-1}" "$word" 2>/dev/null))
            [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$word"))
        }
        complete -o filenames -F _weir weir ./weir
        """;

    private const string Zsh = """
        #compdef weir
        # zsh completion for weir: source <(weir completion zsh)
        _weir() {
            local -a answers
            answers=("${(@f)$("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
            answers=("${(@)answers:#}")
            if (( ${#answers} )); then compadd -- "${answers[@]}"; else _files; fi
        }
        compdef _weir weir ./weir
        """;

    private const string Fish = """
        # fish completion for weir: weir completion fish | source
        function __weir_complete
            set -l words (commandline -opc) (commandline -ct)
            $words[1] complete -- $words[2..-1] 2>/dev/null
        end
        complete -c weir -a '(__weir_complete)'
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new VerbCommand("completion", "Prints a script that completes verbs, options and values in a shell.")
        {
            Examples =
            [
                ("source <(weir completion bash)", "complete in this bash"),
                ("weir completion fish > ~/.config/fish/completions/weir.fish", "complete in every fish from now on"),
            ],
        };
        command.Add(shell);
        command.SetAction(parsed =>
        {
            context.Out.WriteLine(parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return (int)ExitCode.Success;
        });
        return command;
    }
}
