using System.Globalization;

namespace Weir.Bench;

/// <summary>The same as <see cref="ReassemblyBench"/> in seconds instead of minutes: the steps in turn on one file, the median of some rounds, and the ratio to decoding.</summary>
internal static class ReassemblyHarness
{
    /// <summary>Runs <c>reassembly FILE [rounds]</c>.</summary>
    public static void Run(ReadOnlySpan<string> args)
    {
        string file = args[0];
        int rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
        long packets = ReassemblyBench.Walk(file);
        (string Name, Func<long> Step)[] steps =
        [
            ("walk", () => ReassemblyBench.Walk(file)),
            ("decode", () => ReassemblyBench.Decode(file)),
            ("decode + flow index", () => ReassemblyBench.Find(file)),
            ("reassemble", () => ReassemblyBench.Reassemble(file, default(ReassemblyBench.Lengths)).Bytes),
            ("reassemble + CRC-32C", () => ReassemblyBench.Reassemble(file, default(ReassemblyBench.Checksums)).Bytes),
            ("the whole path", () => ReassemblyBench.WholePath(file)),
        ];
        double[][] cpu = [.. steps.Select(_ => new double[rounds])];
        double[][] wall = [.. steps.Select(_ => new double[rounds])];
        for (int round = -2; round < rounds; round++)
        {
            for (int i = 0; i < steps.Length; i++)
            {
                TimeSpan before = Environment.CpuUsage.TotalTime;
                long begin = TimeProvider.System.GetTimestamp();
                steps[i].Step();
                if (round < 0) { continue; }
                wall[i][round] = TimeProvider.System.GetElapsedTime(begin).TotalSeconds;
                cpu[i][round] = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            }
        }

        for (int i = 0; i < steps.Length; i++)
        {
            double median = cpu[i].Order().ElementAt(rounds / 2);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{steps[i].Name,-22} {median,7:0.000} CPU s  (best {cpu[i].Min():0.000})  {packets / median / 1e6,6:0.00} Mpps  {Ratio(cpu, i),5:0.00} x decode   {wall[i].Order().ElementAt(rounds / 2),7:0.000} wall s  {Ratio(wall, i),5:0.00} x decode"));
        }
    }

    /// <summary>Within a round, so that a slower minute of the machine counts on both sides.</summary>
    private static double Ratio(double[][] seconds, int step) => seconds[step].Zip(seconds[1], (own, decode) => own / decode).Order().ElementAt(seconds[step].Length / 2);
}
