using System.Globalization;
using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>Processor time that others took.</summary>
internal sealed class StealCapability() : Capability("cpu-steal", "a run during which the hypervisor took away more than 5 % of the processors is not trustworthy", "move the virtual machine to a host that is less busy")
{
    private const double Limit = 0.05;
    private static readonly TimeSpan s_span = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    protected override async Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        MachineSample begin = MachineSample.Read();
        await Task.Delay(s_span, context.Time, cancellation).ConfigureAwait(false);
        MachineSample end = MachineSample.Read();
        double now = Share(end.Steal - begin.Steal, end.Total - begin.Total), ever = Share(end.Steal, end.Total);
        string found = string.Create(CultureInfo.InvariantCulture, $"{now * 100:0.0} % in the last half second, {ever * 100:0.0} % since the machine was started");
        return now > Limit ? CapabilityFinding.Limited(found) : CapabilityFinding.Yes(found);
    }

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;
}
