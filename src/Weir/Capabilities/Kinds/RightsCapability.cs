using Weir.Platform;

namespace Weir.Capabilities.Kinds;

/// <summary>The rights to build networks.</summary>
internal sealed class RightsCapability() : Capability(MachineCapability.Rights, "building a network needs the superuser, or a user namespace in which an ordinary user has a superuser's rights over what is built there",
    "run Weir as the superuser: sudo weir ...")
{
    /// <inheritdoc/>
    public override bool IsRequired => true;

    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation) => Task.FromResult(Find());

    private static CapabilityFinding Find()
    {
        if (UserNamespaces.HasNetworkRights)
        {
            return UserNamespaces.IsInside
                ? CapabilityFinding.Limited("an ordinary user in a user namespace: labs run, without what the lines below say", "run Weir as the superuser for the rest: sudo weir ...")
                : CapabilityFinding.Yes("the superuser");
        }

        UserNamespaceRefusal? refusal = UserNamespaces.Try();
        return refusal is null ? CapabilityFinding.Limited("an ordinary user, who can make a user namespace") : CapabilityFinding.No(refusal.Reason, refusal.Remedy);
    }
}
