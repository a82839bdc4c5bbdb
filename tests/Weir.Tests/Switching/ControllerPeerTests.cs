using System.Diagnostics;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Switching;

/// <summary>Open vSwitch's test controller rules our switch.</summary>
public sealed class ControllerPeerTests
{
    [Theory]
    [InlineData("1.0")]
    [InlineData("1.3")]
    public async Task Under_a_learning_controller_every_host_reaches_every_other_and_a_secure_switch_goes_on_without_it(string version)
    {
        await SwitchScene.NeedAsync("ovs-testcontroller", "openvswitch-testcontroller");
        await using SwitchScene scene = await SwitchScene.StartAsync(4, controller: "unix:FOLDER/controller", version: version);
        using (Process controller = Start(scene, version))
        {
            await SwitchScene.UntilAsync(() => scene.PingsAsync(1, 2), "the first ping passes");
            for (int from = 1; from <= 4; from++)
            {
                for (int to = 1; to <= 4; to++)
                {
                    if (from != to) { (await scene.PingsAsync(from, to, count: 2)).ShouldBeTrue($"h{from} to h{to} under OpenFlow {version}"); }
                }
            }

            (await scene.PingsAsync(1, 2, count: 3)).ShouldBeTrue();
            controller.Kill();
            await controller.WaitForExitAsync();
        }

        // Entries that are there go on.
        (await scene.PingsAsync(1, 2, count: 2)).ShouldBeTrue();
        using Process again = Start(scene, version);
        await SwitchScene.UntilAsync(() => scene.PingsAsync(3, 1), "the switch found its controller again");
        again.Kill();
        await again.WaitForExitAsync();
    }

    [Fact]
    public async Task A_standalone_switch_works_by_itself_until_its_controller_comes_and_after_it_went()
    {
        await SwitchScene.NeedAsync("ovs-testcontroller", "openvswitch-testcontroller");
        await using SwitchScene scene = await SwitchScene.StartAsync(2, standalone: true, controller: "unix:FOLDER/controller");
        (await scene.PingsAsync(1, 2)).ShouldBeTrue();
        (await scene.ControlAsync("dump-flows", "OpenFlow13")).ShouldNotContain("actions=");
        using (Process controller = Start(scene, "1.3"))
        {
            await SwitchScene.UntilAsync(async () => (await scene.ControlAsync("dump-flows", "OpenFlow13")).Contains("actions=", StringComparison.Ordinal), "the controller added entries");
            (await scene.PingsAsync(1, 2, count: 2)).ShouldBeTrue();
            controller.Kill();
            await controller.WaitForExitAsync();
        }

        await SwitchScene.UntilAsync(() => scene.PingsAsync(1, 2), "the switch works by itself again");
        (await scene.PingsAsync(1, 2, count: 3)).ShouldBeTrue();
    }

    private static Process Start(SwitchScene scene, string version)
    {
        File.Delete($"{scene.Folder}/controller");
        return PeerProcess.Start(new ProcessStartInfo("ovs-testcontroller", ["-O", version == "1.0" ? "OpenFlow10" : "OpenFlow13", "--unixctl=none", "--log-file=/dev/null", $"punix:{scene.Folder}/controller"]) { RedirectStandardError = true, RedirectStandardOutput = true });
    }
}
