namespace Weir.Platform;

/// <summary>
/// Work in another namespace. A thread that changed its namespace never goes back: it does its work and ends, so that no other work can run on it by mistake.
/// </summary>
internal static class NamespaceThread
{
    private const int StackSize = 512 * 1024;

    /// <summary>Runs <paramref name="work"/> on a thread of its own and gives its result or its exception. Blocks until then.</summary>
    public static T Run<T>(Func<T> work)
    {
        // The work never needs the thread that waits here, so that cannot wait for itself.
        return RunAsync(work).GetAwaiter().GetResult();
    }

    /// <summary>Runs <paramref name="work"/> on a thread of its own; the task has its result or its exception. What follows the task runs elsewhere.</summary>
    public static Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        }, StackSize) { IsBackground = true, Name = "weir namespace" };

        // The caller's execution context stays out: what flows with it could start work of others here.
        thread.UnsafeStart();
        return done.Task;
    }
}
