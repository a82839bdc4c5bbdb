using System.CommandLine;
using Weir.Cli.Output;
using Weir.Lab;

namespace Weir.Cli.Commands;

/// <summary><c>weir schema</c>: the JSON Schema of lab files.</summary>
internal static class SchemaCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var command = new VerbCommand("schema", "Prints the JSON Schema of lab files, with which editors complete and check them. It is made of the same forms that 'weir validate' checks files by; what refers to other parts of a file only validate can check.")
        {
            Examples =
            [
                ("weir schema > lab.schema.json", "for an editor, under a line # yaml-language-server: $schema=lab.schema.json"),
            ],
        };
        command.SetAction(_ =>
        {
            JsonOutput.Write(context, json => LabSchema.Write(json, Composition.Vocabulary));
            return (int)ExitCode.Success;
        });
        return command;
    }
}
