using System.Globalization;
using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>Tells which flows of a switch come and go, by looking at its tables again and again. One that comes and goes between two looks is not seen.</summary>
internal sealed class FlowWatch(FlowClient client)
{
    private Dictionary<string, FlowEntry> _known = [];

    /// <summary>Looks, and gives what has changed since the last look, what went first; at the first look every flow comes.</summary>
    /// <exception cref="WeirException">The switch is gone, refuses, or answers too late.</exception>
    public async Task<IReadOnlyList<FlowChange>> LookAsync(CancellationToken cancellation)
    {
        var now = new Dictionary<string, FlowEntry>(StringComparer.Ordinal);
        foreach (FlowEntry flow in await client.DumpAsync(new FlowQuery { Table = FlowMod.AllTables, OutPort = OpenFlowPorts.Any }, cancellation).ConfigureAwait(false)) { now[KeyOf(flow)] = flow; }
        List<FlowChange> changes = [];
        foreach ((string key, FlowEntry flow) in _known)
        {
            // One that is younger than it was is another one of the same match.
            if (!now.TryGetValue(key, out FlowEntry? there) || Age(there) < Age(flow)) { changes.Add(new FlowChange(false, flow)); }
        }

        foreach ((string key, FlowEntry flow) in now)
        {
            if (!_known.TryGetValue(key, out FlowEntry? before) || Age(flow) < Age(before)) { changes.Add(new FlowChange(true, flow)); }
        }

        _known = now;
        return changes;
    }

    private static double Age(FlowEntry flow) => flow.Seconds + (flow.Nanoseconds / 1e9);

    private string KeyOf(FlowEntry flow) => string.Create(CultureInfo.InvariantCulture, $"{flow.Table} {flow.Cookie:x} {FlowText.Format(flow.Match, flow.Priority, client.Version)} {FlowText.Format(flow.Instructions, client.Version)}");
}
