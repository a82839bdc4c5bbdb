using System.Globalization;
using System.Text.RegularExpressions;

namespace Weir.Checks.Looks;

/// <summary>Sends echo requests by the program ping of a node, for nodes with a kernel of their own.</summary>
internal static partial class EchoProgram
{
    private const int AtOnce = 4;
    private const int NotFound = 127;
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(5);

    /// <summary>Asks the targets, a few at once.</summary>
    /// <exception cref="WeirException">The node runs no programs, or has no ping.</exception>
    public static async Task AskAsync(string from, IReadOnlyList<EchoTarget> targets, EchoOrder order, ICheckScene scene, CancellationToken cancellation)
    {
        using var slots = new SemaphoreSlim(AtOnce);
        await Task.WhenAll(targets.Select(async target =>
        {
            await slots.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                await AskAsync(from, target, order, scene, cancellation).ConfigureAwait(false);
            }
            finally
            {
                slots.Release();
            }
        })).ConfigureAwait(false);
    }

    private static async Task AskAsync(string from, EchoTarget target, EchoOrder order, ICheckScene scene, CancellationToken cancellation)
    {
        string[] command =
        [
            "ping", "-n", "-c", Text(order.Count), "-i", Text(Math.Max(0.002, order.Interval.TotalSeconds)), "-W", Text(Math.Max(1, Math.Ceiling(order.Timeout.TotalSeconds))), "-s", Text(order.Size), target.Address.ToString(),
        ];
        CommandOutput output = await RunAsync(from, command, (order.Interval * order.Count) + order.Timeout + s_start, scene, cancellation).ConfigureAwait(false);
        var seen = new HashSet<int>();
        foreach (Match match in Reply().Matches(output.Output))
        {
            double seconds = double.Parse(match.Groups["time"].ValueSpan, CultureInfo.InvariantCulture) / 1000;
            if (!seen.Add(int.Parse(match.Groups["sequence"].ValueSpan, CultureInfo.InvariantCulture))) { target.Duplicates++; }
            else if (seconds <= order.Timeout.TotalSeconds) { target.Answer(seconds, order.KeptTimes); }
        }

        target.Sent = order.Count;
        if (target.Answered < target.Sent && output.Error.Trim() is { Length: > 0 } error) { target.Why = error.ReplaceLineEndings(" | "); }
    }

    private static async Task<CommandOutput> RunAsync(string from, string[] command, TimeSpan limit, ICheckScene scene, CancellationToken cancellation)
    {
        string missing = $"node {from} has a network of its own kernel, which only its program ping can ask from, and it has no ping";
        try
        {
            CommandOutput output = await scene.RunAsync(from, command, limit, cancellation).ConfigureAwait(false);
            return output.ExitCode == NotFound ? throw new WeirException(missing) : output;
        }
        catch (WeirException fault) when (fault.Message.Contains("No such file", StringComparison.Ordinal) || fault.Message.Contains("no such program", StringComparison.OrdinalIgnoreCase))
        {
            throw new WeirException(missing, fault.ExitCode, fault);
        }
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"seq=(?<sequence>\d{1,9}) .*time=(?<time>\d{1,9}(\.\d{1,9})?) ms", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reply();
}
