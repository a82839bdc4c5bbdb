using System.Globalization;
using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>User Mode Linux, booted from this machine's root.</summary>
internal sealed class UserModeLinuxCapability() : Capability("uml", "nodes of kind uml are one", "apt-get install user-mode-linux")
{
    private const string Word = "weir-doctor-was-here";

    /// <inheritdoc/>
    protected override async Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        if (ChildLauncher.Find("linux.uml", Environment.GetEnvironmentVariable("PATH")) is not { } kernel) { return CapabilityFinding.No("there is no linux.uml in PATH"); }
        string folder = Directory.CreateTempSubdirectory("weir-doctor-").FullName;
        try
        {
            string start = Path.Combine(folder, "start");
            await File.WriteAllTextAsync(start, $"#!/bin/sh\nmount -t proc proc /proc\necho {Word} $(uname -r)\necho o > /proc/sysrq-trigger\nsleep 10\n", cancellation).ConfigureAwait(false);
            File.SetUnixFileMode(start, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            var environment = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin", ["TMPDIR"] = folder, ["HOME"] = folder };
            long begin = context.Time.GetTimestamp();
            (_, string said) = await ProgramTrial.RunAsync(
                [kernel, "mem=64M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", $"init={start}", "con=null", "con0=null,fd:1", "ssl=null", "umid=doctor", $"uml_dir={folder}", "quiet"],
                cancellation, environment: environment, folder: folder).ConfigureAwait(false);
            double seconds = context.Time.GetElapsedTime(begin).TotalSeconds;
            string? line = said.Split('\n').FirstOrDefault(one => one.StartsWith(Word, StringComparison.Ordinal));
            return line is null
                ? CapabilityFinding.No($"{kernel} did not boot from this machine's root: {Last(said)}")
                : CapabilityFinding.Yes(string.Create(CultureInfo.InvariantCulture, $"Linux {line[Word.Length..].Trim()} booted from this machine's root and halted in {seconds:0.0} s"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Last(string said) => said.Length == 0 ? "it said nothing" : said.Split('\n')[^1].Trim();
}
