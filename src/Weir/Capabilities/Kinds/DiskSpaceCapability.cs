using System.Globalization;

namespace Weir.Capabilities.Kinds;

/// <summary>Room for records.</summary>
internal sealed class DiskSpaceCapability() : Capability(MachineCapability.DiskSpace, "each run keeps its record in a folder, captures included", "WEIR_RUNS=/another/folder weir run FILE")
{
    private const int Piece = 1 << 20;
    private const long Little = 1L << 30;

    /// <inheritdoc/>
    public override bool IsRequired => true;

    /// <inheritdoc/>
    protected override async Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        string folder = context.RunsFolder;
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above) { folder = above; }
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $".weir-doctor-{Environment.ProcessId}"));
        try
        {
            await File.WriteAllBytesAsync(path, new byte[Piece], cancellation).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return CapabilityFinding.No($"nothing can be written in {folder}: {refused.Message}");
        }
        finally
        {
            File.Delete(path);
        }

        long free = new DriveInfo(folder).AvailableFreeSpace;
        string found = string.Create(CultureInfo.InvariantCulture, $"wrote in {folder}, {free / (double)Little:0.0} GiB are free");
        return free < Little ? CapabilityFinding.Limited(found) : CapabilityFinding.Yes(found);
    }
}
