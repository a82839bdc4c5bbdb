using Weir.Declaration;
using Weir.Lab;
using Weir.Lab.Building;
using Weir.Lab.Plan;

namespace Weir.Running.Scheduled;

/// <summary><c>link:</c> takes a link down or up, or changes what happens to its packets.</summary>
internal sealed class LinkEvent : IScheduledKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("link", "Changes a link: down, up, or what happens to its packets",
        [new("state", new WordForm("up", "down"), "Whether packets pass"), .. LinkForms.Direction.Keys.Select(key => key with { Default = null }), .. LinkForms.Link.Keys.Where(key => key.Name == "to")]) { Shorthand = "state" };

    /// <inheritdoc/>
    public NameKinds Targets => NameKinds.Link;

    /// <inheritdoc/>
    public Task<string> FireAsync(EventTarget target, LabRun run, CancellationToken cancellation)
    {
        LabLink link = run.Network.Links.FirstOrDefault(one => one.Plan.Name == target.Name) ?? throw new WeirException($"there is no link '{target.Name}'");
        return Task.FromResult(LinkChange.Apply(link, target.Settings, run.TraceFile));
    }
}
