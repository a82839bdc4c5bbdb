using System.Runtime.ExceptionServices;

namespace Weir.Processing;

/// <summary>Runs work on named threads of its own and waits for all of them.</summary>
internal static class Worker
{
    /// <summary>Runs <paramref name="work"/> on <paramref name="count"/> threads, one of them the caller's. The first exception is thrown again after all have ended.</summary>
    public static void RunAll(int count, string name, Action work)
    {
        Exception? failure = null;
        void Guarded()
        {
            try { work(); }
#pragma warning disable CA1031 // The border of a thread: the exception is thrown again by the caller.
            catch (Exception e) { Interlocked.CompareExchange(ref failure, e, null); }
#pragma warning restore CA1031
        }

        var threads = new Thread[count - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Guarded) { Name = $"{name} {i + 1}", IsBackground = true };
            threads[i].Start();
        }

        Guarded();
        foreach (Thread thread in threads) { thread.Join(); }
        if (failure is not null) { ExceptionDispatchInfo.Throw(failure); }
    }
}
