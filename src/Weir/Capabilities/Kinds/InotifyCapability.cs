namespace Weir.Capabilities.Kinds;

/// <summary>Being told of changes of files.</summary>
internal sealed class InotifyCapability() : Capability("inotify", "Weir looks at growing files by itself and needs it not; many programs in a lab, such as web servers and loggers, do", "sysctl -w fs.inotify.max_user_instances=1024")
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("weir-doctor-").FullName;
        try
        {
            var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var watcher = new FileSystemWatcher(folder);
            watcher.Created += (_, _) => told.TrySetResult();
            watcher.EnableRaisingEvents = true;
            await File.WriteAllTextAsync(Path.Combine(folder, "new"), "", cancellation).ConfigureAwait(false);
            await told.Task.WaitAsync(s_limit, context.Time, cancellation).ConfigureAwait(false);
            return CapabilityFinding.Yes($"was told of a new file; at most {Limit("max_user_instances")} watchers with {Limit("max_user_watches")} folders and files a user");
        }
        catch (Exception refused) when (refused is IOException or TimeoutException)
        {
            return CapabilityFinding.No($"was not told of a new file: {refused.Message}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Limit(string name) => File.Exists($"/proc/sys/fs/inotify/{name}") ? File.ReadAllText($"/proc/sys/fs/inotify/{name}").Trim() : "unknown";
}
