namespace Weir.Capabilities.Kinds;

/// <summary>setpriv of util-linux.</summary>
internal sealed class SetprivCapability() : Capability(MachineCapability.Setpriv, "it makes the kernel kill a run's programs when the run is killed, and starts programs that have 'user:'; without it a second process does the former, later",
    "apt-get install util-linux")
{
    /// <inheritdoc/>
    protected override async Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        (int code, string said) = await ProgramTrial.RunAsync(["setpriv", "--pdeathsig", "KILL", "--", "true"], cancellation).ConfigureAwait(false);
        return code == 0 ? CapabilityFinding.Yes("a program was tied to the life of this one") : CapabilityFinding.No($"setpriv ended with {code}: {said}");
    }
}
