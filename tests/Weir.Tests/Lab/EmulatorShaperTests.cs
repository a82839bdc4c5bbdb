using Weir.Lab.Building;
using Weir.Wire.Netlink;

namespace Weir.Tests.Lab;

/// <summary>What a lab file asks of a link, as the kernel's network emulator takes it.</summary>
public sealed class EmulatorShaperTests
{
    private const int Frame = 1518;

    [Fact]
    public void Every_impairment_is_handed_on()
    {
        NetworkEmulator made = EmulatorShaper.Emulator(new Impairments
        {
            Rate = new DataRate(8_000_000), Delay = TimeSpan.FromMilliseconds(20), Loss = 0.01, LossCorrelation = 0.3, Reorder = 0.05, ReorderCorrelation = 0.2, Duplicate = 0.02, Corrupt = 0.03, Queue = QueueLimit.OfPackets(50),
        }, Frame, seed: 9);
        (made.Rate, made.Delay, made.Loss, made.LossCorrelation, made.Reorder, made.ReorderCorrelation, made.Gap, made.Duplicate, made.Corrupt, made.Seed)
            .ShouldBe((1_000_000UL, TimeSpan.FromMilliseconds(20), 0.01, 0.3, 0.05, 0.2, 1u, 0.02, 0.03, 9UL));
        // Fifty wait for the rate, and 20 ms of frames at 1 MB/s are under way.
        made.Limit.ShouldBe(50u + 14);
        EmulatorShaper.Emulator(new Impairments { BurstLoss = new BurstLoss(0.1, 0.2, 0.3, 0.9) }, Frame, 0).BurstLoss!.Value.GoodLoss.ShouldBe(0.1, 1e-9);
        EmulatorShaper.Emulator(new Impairments { Delay = TimeSpan.FromMilliseconds(1), Reorder = 0.1, ReorderGap = 5 }, Frame, 0).Gap.ShouldBe(5u);
    }

    [Theory]
    [InlineData(JitterDistribution.Normal, 0.02)]
    [InlineData(JitterDistribution.Pareto, 0.07)] // 16 bits hold four deviations; the tail goes further
    [InlineData(JitterDistribution.ParetoNormal, 0.03)]
    public void A_shaped_jitter_has_a_table_with_mean_0_and_deviation_1(JitterDistribution shape, double tolerance)
    {
        var values = new Impairments { Delay = TimeSpan.FromMilliseconds(10), Jitter = TimeSpan.FromMilliseconds(2), Distribution = shape };
        short[] table = EmulatorShaper.Emulator(values, Frame, 0).Distribution.ToArray();
        table.Length.ShouldBeInRange(1000, NetworkEmulator.DistributionLimit);
        double mean = table.Average(one => (double)one);
        (mean / NetworkEmulator.DistributionScale).ShouldBe(0, 0.01);
        (Math.Sqrt(table.Average(one => (one - mean) * (one - mean))) / NetworkEmulator.DistributionScale).ShouldBe(1, tolerance);
    }

    [Fact]
    public void A_uniform_jitter_has_none_as_the_kernel_does_it_by_itself() =>
        EmulatorShaper.Emulator(new Impairments { Delay = TimeSpan.FromMilliseconds(10), Jitter = TimeSpan.FromMilliseconds(2), Distribution = JitterDistribution.Uniform }, Frame, 0).Distribution.IsEmpty.ShouldBeTrue();

    [Fact]
    public void Directions_and_seeds_choose_differently_and_always_the_same()
    {
        ulong one = EmulatorShaper.SeedOf(1, "h1-eth0");
        one.ShouldBe(EmulatorShaper.SeedOf(1, "h1-eth0"));
        one.ShouldNotBe(EmulatorShaper.SeedOf(1, "h2-eth0"));
        one.ShouldNotBe(EmulatorShaper.SeedOf(2, "h1-eth0"));
    }

    [Theory]
    [InlineData("loss: 1 %, burst-loss: { p: 1 %, r: 10 % }", "loss and burst-loss together")]
    [InlineData("trace: rates.txt", "trace")]
    public void What_the_emulator_cannot_do_is_a_mistake_of_the_file(string values, string said) =>
        LabText.Read($"nodes:\n  h[1..2]: {{}}\nlinks:\n  - h1 -- h2: {{ backend: netem, {values} }}\n", files: new Dictionary<string, string> { ["rates.txt"] = "0 s 1 Mbit/s\n" }).Mistakes
            .ShouldContain(mistake => mistake.Message.Contains(said, StringComparison.Ordinal) && mistake.Hint.Contains("backend: engine", StringComparison.Ordinal));
}
