using System.Globalization;

namespace Weir.Capabilities.Kinds;

/// <summary>Processors.</summary>
internal sealed class CoresCapability() : Capability("cores", "the engine keeps one busy while it carries much; programs, captures and the kernel share the rest", "give the machine, or the container, more processors")
{
    /// <inheritdoc/>
    protected override async Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        // As many tasks as processors must be able to meet: each waits for all others.
        int count = Environment.ProcessorCount;
        using var meeting = new Barrier(count);
        Task<bool>[] all = [.. Enumerable.Range(0, count).Select(_ => Task.Factory.StartNew(() => meeting.SignalAndWait(TimeSpan.FromSeconds(10), CancellationToken.None), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        bool met = (await Task.WhenAll(all).ConfigureAwait(false)).All(one => one);
        string load = File.Exists("/proc/loadavg") ? (await File.ReadAllTextAsync("/proc/loadavg", cancellation).ConfigureAwait(false)).Split(' ')[0] : "unknown";
        string found = string.Create(CultureInfo.InvariantCulture, $"{count}, the load is {load}");
        return !met ? CapabilityFinding.No($"{found}; {count} threads did not come to run within 10 s") : count == 1 ? CapabilityFinding.Limited(found) : CapabilityFinding.Yes(found);
    }
}
