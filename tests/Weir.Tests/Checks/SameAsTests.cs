using Weir.Running;

namespace Weir.Tests.Checks;

public sealed class SameAsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-same").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Results_and_tables_are_compared_with_those_of_an_earlier_run()
    {
        CheckedLab.SkipWithoutRoot();
        RunOutcome first = await RunAsync("exit 0", "", 10);
        first.Result.ShouldBe(RunResult.Pass, string.Join("; ", first.Reasons));
        string id = first.Id.Text;

        RunOutcome second = await RunAsync("exit 0", $$"""
              - { same-as: {{id}}, name: results }
              - { same-as: { run: {{first.Folder}}, tables: things, tolerance: 30 % }, name: tables }
              - { same-as: { run: {{id}}, tables: things }, name: exactly }
              - { same-as: { run: nowhere }, name: nowhere }
            """, 12);
        Said(second, "results").ShouldBe((true, "1 check as in the earlier run"));
        Said(second, "tables").ShouldBe((true, "1 table with 2 rows as in the earlier run"));
        Said(second, "exactly").ShouldBe((false, "table things: row 1, share: 12 now, 10 then"));
        Said(second, "nowhere").Message.ShouldContain("there is no run 'nowhere'");

        RunOutcome third = await RunAsync("exit 1", $"  - {{ same-as: {id}, name: results }}", 10);
        Said(third, "results").ShouldBe((false, "job: fail now, pass then"));
    }

    private Task<RunOutcome> RunAsync(string command, string more, double share) => CheckedLab.RunAsync($$"""
        name: same
        nodes:
          h1: {}
        checks:
          - { command: { on: h1, run: {{command}} }, name: job }
        """ + "\n" + more, _folder, run => CheckedLab.WriteStore(run.Folder.Store, share));

    private static (bool? Passed, string Message) Said(RunOutcome outcome, string name)
    {
        CheckResult result = outcome.Checks.Single(one => one.Plan.Name == name);
        return (result.Passed, result.Message);
    }
}
