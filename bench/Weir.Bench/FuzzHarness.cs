using System.Globalization;
using Weir.Tests.Fuzz;

namespace Weir.Bench;

/// <summary>
/// The fuzz targets of the tests for minutes instead of moments: round after round, each target for a quarter of a second, so that every target gets the same time whenever it is ended.
/// </summary>
internal static class FuzzHarness
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(0.25);

    /// <summary>
    /// Runs <c>fuzz [seconds] [seed]</c>, and <c>fuzz TARGET FILE</c> for one kept input. Returns 0 when every promise was kept; otherwise 1, and the input lies in <c>fuzz-TARGET-SEED.bin</c>.
    /// </summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        if (args is [var name, var file] && !int.TryParse(name, CultureInfo.InvariantCulture, out _))
        {
            FuzzTargets.All().Single(target => target.Name == name).Try(File.ReadAllBytes(file));
            return 0;
        }

        TimeSpan time = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 60);
        int seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Environment.TickCount;
        FuzzLoop[] loops = [.. FuzzTargets.All().Select((target, i) => new FuzzLoop(target, unchecked(seed + i)))];
        long[] runs = new long[loops.Length];
        while (loops.Sum(loop => loop.Elapsed.TotalSeconds) < time.TotalSeconds && Array.TrueForAll(loops, loop => loop.Fault is null))
        {
            for (int i = 0; i < loops.Length; i++) { runs[i] = loops[i].Run(Turn); }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"target",-14} {"inputs",12} {"a second",10}"));
        for (int i = 0; i < loops.Length; i++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{loops[i].Target.Name,-14} {runs[i],12} {runs[i] / loops[i].Elapsed.TotalSeconds,10:0}"));
        }

        foreach (FuzzLoop loop in loops.Where(loop => loop.Fault is not null))
        {
            string kept = string.Create(CultureInfo.InvariantCulture, $"fuzz-{loop.Target.Name}-{seed}.bin");
            File.WriteAllBytes(kept, loop.Input);
            Console.Error.WriteLine($"{loop.Target.Name}: {loop.Fault}\nthe input lies in {kept}");
        }

        return Array.TrueForAll(loops, loop => loop.Fault is null) ? 0 : 1;
    }
}
