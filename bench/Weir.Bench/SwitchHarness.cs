using Weir.Platform;
using Weir.Switching;
using Weir.Wire.Frames;

namespace Weir.Bench;

/// <summary>
/// A switch of OpenFlow over interfaces of the namespace that it is started in, for <c>compare/switch.sh</c>: <c>switch standalone|CONTROLLER INTERFACE...</c>. Lines on standard input ask for its figures; the end of the input ends it.
/// </summary>
internal static class SwitchHarness
{
    public static async Task RunAsync(string[] arguments)
    {
        using var space = NetworkNamespace.OpenCurrent();
        var options = new SwitchOptions("bench", 1, "up") { Standalone = arguments[0] == "standalone", Controllers = arguments[0] == "standalone" ? [] : [new SwitchController(ConnectionPlace.ParseActive(arguments[0]))] };
        await using var made = new OpenFlowSwitch(options, space, MachineClock.Instance);
        uint number = 0;
        foreach (string name in arguments.Skip(1)) { made.AddPort(++number, space.Routes.Links().First(link => link.Name == name).Index, name, new MacAddress(0x02_00_00_00_00_00UL + number)); }
        made.Start();
        Console.WriteLine("ready");
        while (Console.ReadLine() is not null)
        {
            (long up, long overflown, long notSent, long notDone, long notTold) = made.Counts;
            Console.WriteLine($"{up} {overflown} {notSent} {notDone} {notTold} {made.CachedKeys}");
        }
    }
}
