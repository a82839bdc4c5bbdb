using Weir.Wire.Frames;

namespace Weir.Lab.Planning;

/// <summary>An end of a link while it is planned.</summary>
internal sealed class EndDraft
{
    public EndDraft(NodeDraft node, LinkDraft link, string name)
    {
        Node = node;
        Link = link;
        Name = name;
        FullName = $"{node.Name}-{Name}";
        node.Ends.Add(this);
    }

    public NodeDraft Node { get; }

    public LinkDraft Link { get; }

    public string Name { get; }

    public string FullName { get; }

    public MacAddress Mac { get; set; }

    public IReadOnlyList<IpPrefix> Addresses { get; set; } = [];
}
