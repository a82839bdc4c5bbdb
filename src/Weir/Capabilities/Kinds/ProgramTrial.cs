using System.Text;
using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>Runs a program to its end for a try.</summary>
internal static class ProgramTrial
{
    private const int OutputLimit = 64 * 1024;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>Gives its exit code and what it wrote to both streams. It is killed after half a minute.</summary>
    /// <exception cref="WeirException">There is no such program, or it cannot be started.</exception>
    public static async Task<(int Code, string Said)> RunAsync(IReadOnlyList<string> command, CancellationToken cancellation, HostNamespaces? place = null, IReadOnlyDictionary<string, string>? environment = null, string folder = "/")
    {
        // A process that the program left may write on after its end.
        var gate = new Lock();
        var kept = new List<byte>();
        void Take(ReadOnlySpan<byte> bytes)
        {
            lock (gate)
            {
                if (kept.Count < OutputLimit) { kept.AddRange(bytes); }
            }
        }

        using var child = ChildProcess.Start(new ChildOptions
        {
            Program = command[0], Arguments = [.. command.Skip(1)], WorkingDirectory = folder, Namespaces = place, Environment = environment, Output = Take, Error = Take, KillGroupAtExit = true,
        });
        ChildExit exit = await child.Exit.WaitAsync(s_limit, cancellation).ConfigureAwait(false);
        lock (gate) { return (exit.Code, Encoding.UTF8.GetString([.. kept]).Trim()); }
    }
}
