using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>Open files of one process.</summary>
internal sealed class DescriptorsCapability() : Capability("file-descriptors", "a run holds three for each host and some for each program and capture", "ulimit -n 65536 (as the superuser; for good in /etc/security/limits.conf)")
{
    private const int Wanted = 4096;

    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        var held = new List<SafeFileHandle>();
        try
        {
            while (held.Count < Wanted) { held.Add(File.OpenHandle("/dev/null")); }
            string most = DescriptorLimit.Read()?.ToString(CultureInfo.InvariantCulture) ?? "unknown";
            return Task.FromResult(CapabilityFinding.Yes(string.Create(CultureInfo.InvariantCulture, $"held {Wanted} at once; the limit is {most}")));
        }
        catch (IOException)
        {
            return Task.FromResult(CapabilityFinding.Limited(string.Create(CultureInfo.InvariantCulture, $"{held.Count} at once: enough for labs of about {held.Count / 4} hosts")));
        }
        finally
        {
            foreach (SafeFileHandle one in held) { one.Dispose(); }
        }
    }
}
