using System.Globalization;
using System.Text;
using Weir.Platform;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Running;

/// <summary>Looks for what runs of a lab have left, in its own way: by the lab's name, which no other lab has, in command lines and environments, in the interfaces of every namespace, among control groups, in the registry.</summary>
internal static class Leavings
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Everything that is there now.</summary>
    public static async Task<List<string>> FindAsync(string folder, string lab)
    {
        var left = new List<string>();
        string registry = Path.Combine(folder, "registry");
        if (Directory.Exists(registry)) { left.AddRange(Directory.GetFiles(registry)); }
        var namespaces = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string process in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) || pid == Environment.ProcessId) { continue; }
            try
            {
                string said = Encoding.UTF8.GetString(File.ReadAllBytes($"{process}/cmdline")).Replace('\0', ' ');
                if (said.Contains(lab, StringComparison.Ordinal) || Encoding.UTF8.GetString(File.ReadAllBytes($"{process}/environ")).Contains(lab, StringComparison.Ordinal)) { left.Add($"process {pid} {said}"); }
                if (new FileInfo($"{process}/ns/net").LinkTarget is { } network) { namespaces.TryAdd(network, pid); }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                continue;
            }
        }

        foreach ((string network, int pid) in namespaces)
        {
            Shell links = await Shell.RunAsync($"nsenter --net=/proc/{pid}/ns/net ip link", "/");
            if (links.Out.Contains(lab, StringComparison.Ordinal)) { left.Add($"{network} of process {pid}"); }
        }

        if (Directory.Exists("/sys/fs/cgroup")) { left.AddRange(Directory.GetDirectories("/sys/fs/cgroup", $"*{lab}*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })); }
        return left;
    }

    /// <summary>Waits until nothing is left; what is left after <paramref name="limit"/>, else empty.</summary>
    public static async Task<List<string>> UntilNoneAsync(string folder, string lab, TimeSpan limit)
    {
        long begin = MachineClock.Instance.GetTimestamp();
        while (true)
        {
            List<string> left = await FindAsync(folder, lab);
            if (left.Count == 0 || MachineClock.Instance.GetElapsedTime(begin) > limit) { return left; }
            await Task.Delay(s_pause);
        }
    }
}
