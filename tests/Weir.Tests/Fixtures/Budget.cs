namespace Weir.Tests.Fixtures;

/// <summary>What a piece of code may allocate on the managed heap.</summary>
internal static class Budget
{
    /// <summary>
    /// Runs <paramref name="action"/> until it is warm, then three times 100 times, and compares the least bytes per run with the budget: a collection that
    /// another test causes ends this thread's allocation context, and its rest counts as allocated.
    /// </summary>
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
        long perRun = long.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Runs; i++)
            {
                action();
            }
            perRun = Math.Min(perRun, (GC.GetAllocatedBytesForCurrentThread() - before) / Runs);
        }
        perRun.ShouldBeLessThanOrEqualTo(bytesPerRun, "bytes allocated per run");
    }
}
