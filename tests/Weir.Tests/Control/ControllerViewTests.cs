using System.Buffers;
using System.Text.Json;
using Weir.Control;
using Weir.Platform;
using Weir.Wire.Frames;

namespace Weir.Tests.Control;

/// <summary>What a controller knows, as it is kept.</summary>
public sealed class ControllerViewTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        var view = new ControllerView([new ControllerView.Connected(12, "1.3", new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero), 4)],
            [new SwitchLink(new SwitchPort(12, 1), new SwitchPort(0xffff_0000_0000_0001, 0xfffffe), Carries: false)], [new LearnedHost(new MacAddress(0x0277_0001_0001), new SwitchPort(12, 3))], 9000, [new("flowMods", 7)]);
        ControllerView read = ControllerView.Read(Json(view)).ShouldNotBeNull();
        read.Switches.ShouldBe(view.Switches);
        read.Links.ShouldBe(view.Links);
        read.Hosts.ShouldBe(view.Hosts);
        read.HostCount.ShouldBe(9000);
        read.Counters.ShouldBe(view.Counters);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"switches":[{"number":"zz","version":"1.3","since":"x","ports":1}],"links":[],"hosts":[],"hostCount":0,"counters":{}}""")]
    [InlineData("""{"switches":[],"links":[],"hosts":[{"mac":"02:00","at":{"switch":"1","port":1}}],"hostCount":1,"counters":{}}""")]
    public void What_is_no_view_is_none(string text)
    {
        using JsonDocument json = JsonDocument.Parse(text);
        ControllerView.Read(json.RootElement).ShouldBeNull();
    }

    [Fact]
    public async Task A_controller_keeps_what_it_knows_in_a_file_as_soon_as_a_switch_is_there()
    {
        string folder = Directory.CreateTempSubdirectory("weir-view-").FullName;
        try
        {
            string file = Path.Combine(folder, "view.json");
            await using RunningController controller = new("l2-learning", change: options => options with { View = file });
            await using SpokenSwitch one = await SpokenSwitch.ConnectAsync(controller, datapath: 9);
            await OvsInstance.UntilAsync(() => Task.FromResult(File.Exists(file) && File.ReadAllText(file).Contains("0000000000000009", StringComparison.Ordinal)), "the file names the switch");
            await one.PacketAsync(3, [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb5, .. new byte[46]]);
            await OvsInstance.UntilAsync(() => Task.FromResult(File.ReadAllText(file).Contains("02:00:00:00:00:01", StringComparison.Ordinal)), "the file has the address");
            ControllerView.Read(JsonDocument.Parse(File.ReadAllText(file)).RootElement)!.Hosts.ShouldBe([new LearnedHost(new MacAddress(0x0200_0000_0001), new SwitchPort(9, 3))]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_app_that_probes_faster_than_once_a_second_is_called_as_often()
    {
        static TimeSpan Of(double seconds) => ControllerApps.Create("spanning", new ControllerAppSettings { Time = MachineClock.Instance, ProbeEvery = TimeSpan.FromSeconds(seconds) }).TickEvery;
        Of(0.2).ShouldBe(TimeSpan.FromSeconds(0.2));
        Of(5).ShouldBe(TimeSpan.FromSeconds(1));
    }

    private static JsonElement Json(ControllerView view)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) { view.WriteTo(json); }
        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }
}
