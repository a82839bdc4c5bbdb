namespace Weir.Fabric;

/// <summary>A link that the engine drives: two ends and the two directions between them.</summary>
internal sealed class EngineLink(string name, LinkPort forward, LinkPort backward)
{
    /// <summary>The link's name, as in the lab file.</summary>
    public string Name { get; } = name;

    /// <summary>From the first end to the second.</summary>
    public LinkPort Forward { get; } = forward;

    /// <summary>From the second end to the first.</summary>
    public LinkPort Backward { get; } = backward;

    /// <summary>The direction that begins at the first end, or that which begins at the second.</summary>
    public LinkPort Port(LinkSide from) => from == LinkSide.First ? Forward : Backward;
}
