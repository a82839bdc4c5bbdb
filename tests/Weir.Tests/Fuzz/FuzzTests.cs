namespace Weir.Tests.Fuzz;

/// <summary>All targets for a moment each, with a fixed seed. For minutes: <c>dotnet run --project bench/Weir.Bench -c Release -- fuzz</c>.</summary>
public sealed class FuzzTests
{
    private const int Seed = 20220704;

    public static TheoryData<string> Names => [.. FuzzTargets.All().Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Damaged_inputs_break_no_promise(string name)
    {
        FuzzTarget target = FuzzTargets.All().Single(candidate => candidate.Name == name);
        foreach (byte[] seed in target.Seeds) { target.Try(seed); }
        FuzzLoop loop = new(target, Seed);
        long runs = loop.Run(TimeSpan.FromSeconds(0.5));
        if (loop.Fault is { } fault) { Assert.Fail($"seed {Seed}, run {runs}, input {Convert.ToHexStringLower(loop.Input)}: {fault}"); }
        runs.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void A_broken_promise_is_found_and_its_input_kept()
    {
        FuzzTarget target = new("broken", [[1, 2, 3]], input => Promise.Holds(input.Length == 0 || input[0] != 9, "no nine"), _ => long.MaxValue);
        FuzzLoop loop = new(target, 1);
        loop.Run(TimeSpan.FromSeconds(10));
        loop.Fault.ShouldNotBeNull().Message.ShouldContain("no nine");
        loop.Input[0].ShouldBe((byte)9);
    }

    [Fact]
    public void Memory_beyond_the_allowance_is_a_broken_promise() =>
        Should.Throw<InvalidOperationException>(() => new FuzzTarget("greedy", [[]], _ => GC.KeepAlive(new byte[100_000]), _ => 50_000).Try([]));
}
