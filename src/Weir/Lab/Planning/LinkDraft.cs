using Weir.Declaration;

namespace Weir.Lab.Planning;

/// <summary>A link while it is planned.</summary>
internal sealed class LinkDraft
{
    public LinkDraft(int index, string name, SourcePlace place, Settings settings, NodeDraft a, NodeDraft b, Continuation earlier)
    {
        Index = index;
        Name = name;
        Place = place;
        Settings = settings;
        A = new EndDraft(a, this, earlier.NameOf(a, name, isA: true));
        B = new EndDraft(b, this, earlier.NameOf(b, name, isA: false));
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
