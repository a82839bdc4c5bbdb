using System.Runtime.ExceptionServices;

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
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }, StackSize) { IsBackground = true, Name = "weir namespace" };

        // The caller's execution context stays out: what flows with it could start work of others here.
        thread.UnsafeStart();
        thread.Join();
        failure?.Throw();
        return result;
    }
}
