namespace Weir.Capabilities.Kinds;

/// <summary>A program of others that goes well with Weir.</summary>
internal sealed class PeerCapability(string name, IReadOnlyList<string> command, string matters, string remedy) : Capability(name, matters, remedy)
{
    /// <inheritdoc/>
    protected override async Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        (int code, string said) = await ProgramTrial.RunAsync(command, cancellation).ConfigureAwait(false);
        string[] lines = said.Split('\n');
        // A warning about the user may stand before the name.
        string first = lines.FirstOrDefault(line => line.Any(char.IsAsciiDigit)) ?? lines[0];
        return code == 0 ? CapabilityFinding.Yes(first.Trim()) : CapabilityFinding.No($"'{string.Join(' ', command)}' ended with {code}: {first.Trim()}");
    }
}
