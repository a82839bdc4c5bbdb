using System.Text.Json;
using Weir.Tests.Running;

namespace Weir.Tests.Checks;

/// <summary>Checks that cannot be looked at.</summary>
public sealed class UnknownLookTests
{
    [Fact]
    public async Task What_cannot_be_looked_at_has_not_stayed_away()
    {
        using var folder = new LabFolder();
        (int exit, JsonElement json, _) = await folder.RunAsync("unknown", """
            nodes: { server: {}, h1: {} }
            links: [ h1 -- server ]
            monitors: { talk: { kind: flows, at: h1 } }
            checks:
              - http: { from: h1, url: "http://typo:8080/", status: 200 }
                never: true
              - monitor: { sql: "select count(*) from talk_flowz", above: 0 }
                never: true
              - command: { on: h1, run: [nosuchprogram] }
                never: true
              - monitor: { sql: "select count(*) from talk_flows where server_port = 9", above: 0 }
                never: true
            duration: 1 s
            """);
        exit.ShouldBe(1);
        JsonElement[] checks = [.. json.GetProperty("checks").EnumerateArray()];
        checks.Select(one => one.GetProperty("result").GetString()).ShouldBe(["fail", "fail", "fail", "pass"]);
        checks[..3].ShouldAllBe(one => one.GetProperty("message").GetString()!.StartsWith("it could not be looked at: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ready: { log: 'list(ening' }", "a regular expression such as 'listening on'")]
    [InlineData("expect: { signal: KILLL }", "did you mean 'KILL'?")]
    [InlineData("stop: { signal: FOO }", "a signal such as TERM")]
    [InlineData("stop: { signal: 99 }", "a signal such as TERM")]
    public async Task What_no_program_could_understand_is_told_with_its_place_before_anything_is_built(string key, string told)
    {
        using var folder = new LabFolder(privileged: false);
        var run = await folder.WeirAsync("validate", folder.Write("words", $"nodes: {{ h1: {{}} }}\nprograms:\n  a:\n    on: h1\n    run: sleep 60\n    {key}\n"));
        run.ExitCode.ShouldBe(2);
        (run.Out + run.Error).ShouldContain("words.lab.yaml:7:");
        (run.Out + run.Error).ShouldContain(told);
    }

    [Fact]
    public async Task An_event_that_sends_a_signal_says_which()
    {
        using var folder = new LabFolder(privileged: false);
        var run = await folder.WeirAsync("validate", folder.Write("which", "nodes: { h1: {} }\nprograms:\n  a: { on: h1, run: sleep 60 }\nevents:\n  - { at: 1 s, program: { a: signal } }\n"));
        run.ExitCode.ShouldBe(2);
        (run.Out + run.Error).ShouldContain("signal: HUP");
    }
}
