namespace Weir.Capabilities;

/// <summary>What tries are made with.</summary>
/// <param name="RunsFolder">The folder for runs; it need not exist.</param>
/// <param name="WeirCommand">The command line that starts this very Weir.</param>
/// <param name="Time">The clock.</param>
internal sealed record CapabilityContext(string RunsFolder, IReadOnlyList<string> WeirCommand, TimeProvider Time);
