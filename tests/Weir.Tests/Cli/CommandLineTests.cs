namespace Weir.Tests.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_lists_every_verb_that_is_not_hidden()
    {
        CliRun run = (await CliRun.RunAsync("--help")).ShouldExit(0);
        foreach (Weir.Cli.Verb verb in Weir.Cli.Composition.Verbs)
        {
            run.Out.Contains($"\n  {verb.Name} ").ShouldBe(!verb.Hidden && !verb.IsBelow, verb.Name);
        }

        (await CliRun.RunAsync()).Out.ShouldBe(run.Out);
        (await CliRun.RunAsync("help")).Out.ShouldBe(run.Out);
    }

    [Fact]
    public async Task Version_is_one_line() => (await CliRun.RunAsync("--version")).ShouldExit(0).Out.ShouldMatch(@"^weir \d+\.\d+\.\d+\n$");

    [Fact]
    public async Task An_unknown_verb_is_bad_usage_with_a_suggestion()
    {
        CliRun run = (await CliRun.RunAsync("completoin")).ShouldExit(2);
        run.Error.ShouldContain("did you mean 'completion'?");
        run.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_misspelt_option_is_bad_usage_with_a_suggestion() =>
        (await CliRun.RunAsync("completion", "bash", "--verbsoe")).ShouldExit(2).Error.ShouldContain("did you mean '--verbose'?");

    [Fact]
    public async Task A_missing_argument_is_bad_usage() => (await CliRun.RunAsync("completion")).ShouldExit(2).Error.ShouldContain("weir completion --help");

    [Fact]
    public async Task Every_verb_is_named_as_its_registry_line_says()
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var context = new Weir.Cli.CommandContext(output, error, Weir.Platform.MachineClock.Instance, ".");
        foreach (Weir.Cli.Verb verb in Weir.Cli.Composition.Verbs)
        {
            verb.Build(context).Name.ShouldBe(verb.Name.Split(' ')[^1]);
            (await CliRun.RunAsync(["help", .. verb.Name.Split(' ')])).ShouldExit(0).Out.ShouldStartWith($"Usage: weir {verb.Name}");
        }
    }
}
