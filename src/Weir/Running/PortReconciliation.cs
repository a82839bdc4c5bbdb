using Weir.Capture;
using Weir.Lab.Building;
using Weir.Lab.Kinds;
using Weir.Lab.Plan;
using Weir.Wire.OpenFlow;

namespace Weir.Running;

/// <summary>
/// Compares what switches of OpenFlow count at their ports with what captures see there. Frames pass while that is done, so switches are asked before and after the captures are looked at: what a capture saw must lie
/// between. Captures begin before the interfaces are up, so both count from the first frame.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="captures">The captures with the interfaces that they listen at.</param>
internal sealed class PortReconciliation(LabNetwork network, IReadOnlyList<(CapturePlan Plan, LiveCapture Capture, IReadOnlyList<LabInterface> Interfaces)> captures)
{
    // A frame that the sender has handed over is counted, and comes to the capture when the receiving processor gets to it.
    private static readonly TimeSpan s_underWay = TimeSpan.FromMilliseconds(20);

    private readonly List<string> _faults = [];

    /// <summary>Why switches could not be asked, whole clauses.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Compares. <paramref name="look"/> completes when the captures have counted all that passed before it was called.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<IReadOnlyList<PortAgreement>> CompareAsync(Func<Task> look, CancellationToken cancellation)
    {
        // What was made after the captures began, as by a change of the lab, is in none of them.
        List<(CapturePlan Plan, LiveCapture Capture, int At, LabInterface Port)> watched = [.. captures.SelectMany(one => one.Interfaces.Select((port, at) => (one.Plan, one.Capture, at, port)))
            .Where(one => SwitchNumbers.Has(one.port.Node.Plan) && ReferenceEquals(network.Interface(one.port.Plan.FullName), one.port))];
        LabNode[] switches = [.. watched.Select(one => one.Port.Node).Distinct()];
        Dictionary<string, PortEntry> before = await ReadAsync(switches, cancellation).ConfigureAwait(false);
        if (switches.Length > 0) { await Task.Delay(s_underWay, network.Surroundings.Time, cancellation).ConfigureAwait(false); }
        await look().ConfigureAwait(false);
        PointCount[] seen = [.. watched.Select(one => one.Capture.Points[one.At])];
        Dictionary<string, PortEntry> after = await ReadAsync(switches, cancellation).ConfigureAwait(false);
        var ports = new List<PortAgreement>();
        for (int i = 0; i < watched.Count; i++)
        {
            (CapturePlan plan, _, _, LabInterface port) = watched[i];
            string name = port.Plan.FullName;
            if (!before.TryGetValue(name, out PortEntry? first) || !after.TryGetValue(name, out PortEntry? last)) { continue; }
            bool queued = network.Links.Any(link => (ReferenceEquals(link.A, port) || ReferenceEquals(link.B, port)) && link.Plan.Backend == LinkBackend.Engine);
            ports.Add(new PortAgreement(port.Node.Plan.Name, name, plan.Name, plan.Filter.Length > 0, queued, first, seen[i], last));
        }

        return ports;
    }

    private async Task<Dictionary<string, PortEntry>> ReadAsync(LabNode[] switches, CancellationToken cancellation)
    {
        var all = new Dictionary<string, PortEntry>(StringComparer.Ordinal);
        foreach (LabNode one in switches)
        {
            try
            {
                foreach ((string name, PortEntry port) in await one.PortsAsync(cancellation).ConfigureAwait(false)) { all[name] = port; }
            }
            catch (Exception silent) when (silent is WeirException or IOException)
            {
                string fault = $"switch {one.Plan.Name} could not be asked what it counted at its ports: {silent.Message}";
                if (!_faults.Contains(fault)) { _faults.Add(fault); }
            }
        }

        return all;
    }
}
