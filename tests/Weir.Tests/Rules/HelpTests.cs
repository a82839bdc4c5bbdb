using Weir.Tests.Cli;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Rules;

/// <summary>Every help page is an approved text.</summary>
public sealed class HelpTests
{
    /// <summary>All verbs.</summary>
    public static TheoryData<string> Verbs => [.. Weir.Cli.Composition.Verbs.Select(v => v.Name)];

    [Fact]
    public async Task The_first_page_is_the_approved_one() => Approved.ShouldMatch("help/weir.txt", (await CliRun.RunAsync("--help")).ShouldExit(0).Out);

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task The_page_of_a_verb_is_the_approved_one(string verb)
    {
        CliRun run = (await CliRun.RunAsync([.. verb.Split(' '), "--help"])).ShouldExit(0);
        run.Out.Split('\n').Where(l => l.Length > 120).ShouldBeEmpty();
        Approved.ShouldMatch($"help/{verb.Replace(' ', '-')}.txt", run.Out);
    }

    [Fact]
    public void No_page_is_left_of_a_verb_that_is_gone()
    {
        string[] pages = [.. Directory.GetFiles(Path.Combine(Approved.Folder, "help"), "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)!).Where(n => !n.EndsWith(".received", StringComparison.Ordinal))];
        pages.Except(Weir.Cli.Composition.Verbs.Select(v => v.Name.Replace(' ', '-'))).ShouldBe(["weir"]);
    }
}
