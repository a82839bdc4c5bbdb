using Weir.Tests.Fixtures;
using Weir.Wire.OpenFlow;

namespace Weir.Tests.Wire.OpenFlow;

/// <summary>What we write, as Open vSwitch's own tool reads it.</summary>
public sealed class OpenFlowOvsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weir-test").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_message_that_we_write_is_whole_to_ovs()
    {
        await SkipWithoutAsync();
        List<string> wrong = [];
        (string Name, OpenFlowVersion Version, OpenFlowMessage Message)[] samples = [.. OpenFlowSamples.All()];
        Shell run = await ParseAsync([.. samples.Select(sample => sample.Message with { TransactionId = 7 }).Zip(samples, (message, sample) => message.Encode(sample.Version))]);
        // One text for each message, which begins with its number; a fault stands in it between three asterisks.
        string[] texts = [.. System.Text.RegularExpressions.Regex.Split(run.ShouldExit(0).Out, @"^(?=\w+[^\n]*\(xid=0x7\))", System.Text.RegularExpressions.RegexOptions.Multiline).Where(text => text.Trim().Length > 0)];
        texts.Length.ShouldBe(samples.Length, run.Error);
        for (int i = 0; i < texts.Length; i++)
        {
            if (texts[i].Contains("***", StringComparison.Ordinal)) { wrong.Add($"{samples[i].Name} {samples[i].Version}: {texts[i]}"); }
        }

        wrong.ShouldBeEmpty(run.Error);
    }

    [Theory]
    [InlineData(OpenFlowVersion.OpenFlow10)]
    [InlineData(OpenFlowVersion.OpenFlow13)]
    public async Task The_fields_of_a_flow_are_those_of_ovs(OpenFlowVersion version)
    {
        await SkipWithoutAsync();
        FlowMod flow = new()
        {
            Command = FlowModCommand.Add, Match = OpenFlowSamples.ExactOf(version), Priority = 77, IdleTimeout = 10, HardTimeout = 30, Cookie = 0xabc, BufferId = 256, Flags = FlowMod.SendFlowRemoved,
            Instructions = FlowInstruction.Apply([new OutputAction(3), new OutputAction(OpenFlowPorts.Controller, 128)]),
        };
        string text = (await ParseAsync([flow.Encode(version)])).ShouldExit(0).Out;
        foreach (string part in (string[])["ADD ", version == OpenFlowVersion.OpenFlow10 ? "priority=65535" : "priority=77", "tcp,", "in_port=4", "vlan_tci=0x0000", "dl_src=02:00:00:00:00:01", "dl_dst=02:00:00:00:00:02", "nw_src=10.0.0.1", "nw_dst=10.0.0.2", "nw_tos=16", "tp_src=40000", "tp_dst=80",
            "cookie:0xabc", "idle:10", "hard:30", "send_flow_rem", "actions=output:3,CONTROLLER:128"])
        {
            text.ShouldContain(part);
        }
    }

    private async Task<Shell> ParseAsync(byte[][] messages)
    {
        string file = Path.Combine(_folder, "messages");
        await File.WriteAllBytesAsync(file, [.. messages.SelectMany(bytes => bytes)]);
        return await Shell.RunAsync($"ovs-ofctl ofp-parse {file}", _folder);
    }

    private async Task SkipWithoutAsync()
    {
        if ((await Shell.RunAsync("command -v ovs-ofctl", _folder)).ExitCode != 0) { Assert.Skip("ovs-ofctl is not installed (Debian: openvswitch-common)"); }
    }
}
