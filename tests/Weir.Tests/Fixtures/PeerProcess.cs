using System.Diagnostics;
using Weir.Platform;

namespace Weir.Tests.Fixtures;

/// <summary>Real peers that tests start, such as servers: each ends with the process of the tests, also when that is killed.</summary>
internal static class PeerProcess
{
    /// <summary>Starts one; <paramref name="signal"/> is what the kernel sends it at the tests' end. Without setpriv it is started all the same.</summary>
    public static Process Start(ProcessStartInfo start, string signal = "KILL")
    {
        if (start.FileName == "setpriv")
        {
            // It changes the user, which takes the signal away again: one call does both, in the right order.
            start.ArgumentList.Insert(0, $"--pdeathsig={signal}");
        }
        else if (ChildLauncher.Setpriv is { } setpriv)
        {
            start.ArgumentList.Insert(0, start.FileName);
            start.ArgumentList.Insert(0, "--");
            start.ArgumentList.Insert(0, $"--pdeathsig={signal}");
            start.FileName = setpriv;
        }

        // The kernel means the end of the thread that started it: a thread of the pool may go at any time, this one stays.
        return ChildLauncher.OnThread(() => Process.Start(start)!);
    }
}
