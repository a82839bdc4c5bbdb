namespace Weir.Capabilities;

/// <summary>Something that a machine can do or not, which is found out by doing it.</summary>
/// <param name="name">The word for it on the command line.</param>
/// <param name="matters">What of Weir needs it: a sentence without a full stop.</param>
/// <param name="remedy">What usually helps where it is missing: a command to type, or a sentence.</param>
internal abstract class Capability(string name, string matters, string remedy)
{
    /// <summary>The word for it on the command line.</summary>
    public string Name => name;

    /// <summary>What of Weir needs it.</summary>
    public string Matters => matters;

    /// <summary>What usually helps where it is missing.</summary>
    public string Remedy => remedy;

    /// <summary>True when no lab with hosts can run without it.</summary>
    public virtual bool IsRequired => false;

    /// <summary>Tries it. What the machine refuses is a finding, also when it shows as an exception.</summary>
    public async Task<CapabilityFinding> LookAsync(CapabilityContext context, CancellationToken cancellation)
    {
        try
        {
            return await TryAsync(context, cancellation).ConfigureAwait(false);
        }
        catch (WeirException refused)
        {
            return CapabilityFinding.No(refused.Fact);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // The border of a try: whatever goes wrong in it, the other lines must be told, and this one must not say yes.
            return CapabilityFinding.No($"the try itself failed: {fault.GetType().Name}: {fault.Message}");
        }
    }

    /// <summary>Does it, and says what came out. Leaves nothing behind.</summary>
    protected abstract Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation);
}
