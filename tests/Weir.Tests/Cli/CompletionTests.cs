using Weir.Tests.Fixtures;

namespace Weir.Tests.Cli;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("fl", "flows")]
    [InlineData("--v", "--version")]
    public async Task A_verb_is_completed(string begin, string expected) =>
        (await CliRun.RunAsync("complete", "--", begin)).ShouldExit(0).Out.Split('\n').ShouldContain(expected);

    [Fact]
    public async Task Options_and_values_are_completed()
    {
        (await CliRun.RunAsync("complete", "--", "follow", "x.pcap", "--r")).ShouldExit(0).Out.ShouldBe("--raw\n");
        (await CliRun.RunAsync("complete", "--", "completion", "")).ShouldExit(0).Out.ShouldBe("bash\nfish\nzsh\n");
        (await CliRun.RunAsync("complete", "--", "flows", "some")).ShouldExit(0).Out.ShouldBe("");
    }

    [Fact]
    public async Task Bash_completes_with_the_script_that_it_is_given()
    {
        const string line = """
            set -e
            source <(./weir completion bash)
            try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _weir; echo "${COMPREPLY[*]}"; }
            try ./weir fol
            try ./weir follow x.pcap --he
            try ./weir completion z
            try ./weir flows READ
            """;
        Shell run = (await Shell.RunAsync(line, Repository.Root)).ShouldExit(0);
        string[] answers = run.Out.Split('\n');
        answers[0].ShouldBe("follow");
        answers[1].Split(' ').ShouldBe(["--help", "--hex"]);
        answers[2].ShouldBe("zsh");
        answers[3].ShouldBe("README.md");
    }

    [Theory]
    [InlineData("bash", "bash -n")]
    [InlineData("zsh", "zsh -n")]
    [InlineData("fish", "fish -n")]
    public async Task The_script_parses_in_its_shell(string shell, string check)
    {
        if ((await Shell.RunAsync($"command -v {shell}", Repository.Root)).ExitCode != 0) { Assert.Skip($"{shell} is not installed"); }
        string script = (await CliRun.RunAsync("completion", shell)).ShouldExit(0).Out;
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);
        (await Shell.RunAsync($"{check} '{file}'", Repository.Root)).ShouldExit(0);
        File.Delete(file);
    }
}
