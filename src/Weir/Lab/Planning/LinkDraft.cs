using Weir.Declaration;

namespace Weir.Lab.Planning;

/// <summary>A link while it is planned.</summary>
internal sealed class LinkDraft
{
    public LinkDraft(int index, string name, SourcePlace place, Settings settings, NodeDraft a, NodeDraft b)
    {
        Index = index;
        Name = name;
        Place = place;
        Settings = settings;
        A = new EndDraft(a, this);
        B = new EndDraft(b, this);
    }

    public int Index { get; }

    public string Name { get; }

    public SourcePlace Place { get; }

    public Settings Settings { get; }

    public EndDraft A { get; }

    public EndDraft B { get; }

    /// <summary>The index of its segment.</summary>
    public int Segment { get; set; } = -1;

    public EndDraft Other(EndDraft end) => ReferenceEquals(end, A) ? B : A;
}
