using System.Globalization;
using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>Control groups, one controller after the other.</summary>
internal sealed class ControlGroupsCapability() : Capability(MachineCapability.ControlGroups, "nodes with 'memory:', 'cpus:' or 'pids:' are limited by them",
    "as the superuser mount them (mount -t cgroup2 none /sys/fs/cgroup); as an ordinary user start Weir where systemd hands down control: systemd-run --user --scope -p Delegate=yes weir run FILE")
{
    private static readonly (string Name, ControlGroupLimits Limits)[] s_controllers =
    [
        ("memory", new ControlGroupLimits { Memory = 64 << 20 }),
        ("cpu", new ControlGroupLimits { Cpus = 0.5 }),
        ("pids", new ControlGroupLimits { Processes = 100 }),
    ];

    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        var works = new List<string>();
        var refused = new List<string>();
        foreach ((string name, ControlGroupLimits limits) in s_controllers)
        {
            try
            {
                using var group = ControlGroup.Create(string.Create(CultureInfo.InvariantCulture, $"doctor-{Environment.ProcessId}"), name, limits);
                works.Add(name);
            }
            catch (WeirException fault)
            {
                refused.Add($"{name}: {fault.Fact}");
            }
        }

        string limited = $"limited {string.Join(", ", works)} {ControlGroup.Version}";
        return Task.FromResult(refused.Count == 0 ? CapabilityFinding.Yes(limited) : works.Count == 0 ? CapabilityFinding.No(refused[0]) : CapabilityFinding.Limited($"{limited}; not {string.Join("; ", refused)}"));
    }
}
