using System.Globalization;

namespace Weir.Tests.Running;

/// <summary>What is Open vSwitch's alone; what both kinds of switches do stands in <see cref="BothSwitchesTests"/>.</summary>
[Collection("the machine's processes")]
public sealed class OvsLabTests
{
    [Fact]
    public async Task Killed_it_leaves_no_daemon_and_no_interface()
    {
        SwitchKinds.Skip(SwitchKinds.Ovs);
        string folder = Directory.CreateTempSubdirectory("weir-crash-").FullName;
        try
        {
            string lab = string.Create(CultureInfo.InvariantCulture, $"ovs-{Environment.ProcessId}");
            await File.WriteAllTextAsync(Path.Combine(folder, "ovs.lab.yaml"), $$"""
                name: {{lab}}
                nodes:
                  s[1..2]: { kind: ovs }
                  h[1..2]: {}
                links:
                  - h1 -- s1
                  - s1 -- s2
                  - h2 -- s2
                checks:
                  - ping: { from: h1, to: h2 }
                    within: 20 s
                duration: 60 s

                """);
            using ToolRun run = ToolRun.Start(folder, "run", "ovs.lab.yaml");
            while (!run.HasEnded && Directory.GetFiles(folder, "*.mgmt", SearchOption.AllDirectories).Length < 2) { await Task.Delay(20); }
            run.HasEnded.ShouldBeFalse();
            (await Leavings.FindAsync(folder, lab)).Count(left => left.Contains("ovs-vswitchd", StringComparison.Ordinal)).ShouldBe(2, "two switches at once");
            run.Kill();
            (await Leavings.UntilNoneAsync(folder, lab, TimeSpan.FromSeconds(15))).ShouldBeEmpty();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
