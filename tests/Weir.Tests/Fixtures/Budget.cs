namespace Weir.Tests.Fixtures;

/// <summary>What a piece of code may allocate on the managed heap.</summary>
internal static class Budget
{
    /// <summary>Runs <paramref name="action"/> until it is warm, then 100 times, and compares the bytes per run with the budget.</summary>
    public static void Allocates(long bytesPerRun, Action action)
    {
#if DEBUG
        Assert.Skip("the budget holds for optimised code: build with -c Release");
#endif
        const int Runs = 100;
        for (int i = 0; i < 50; i++)
        {
            action();
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Runs; i++)
        {
            action();
        }
        long perRun = (GC.GetAllocatedBytesForCurrentThread() - before) / Runs;
        perRun.ShouldBeLessThanOrEqualTo(bytesPerRun, "bytes allocated per run");
    }
}
