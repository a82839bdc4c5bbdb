namespace Weir.Wire.Netlink;

/// <summary>A queue discipline that drops, and counts, whatever is to leave (<c>blackhole</c>).</summary>
public sealed record Blackhole : QueueOptions
{
    internal const string Name = "blackhole";

    /// <inheritdoc/>
    public override string Kind => Name;

    internal override void Write(NetlinkWriter writer) { }
}
