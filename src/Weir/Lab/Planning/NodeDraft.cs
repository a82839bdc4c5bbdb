using Weir.Declaration;

namespace Weir.Lab.Planning;

/// <summary>A node while it is planned.</summary>
internal sealed class NodeDraft(string name, SourcePlace place, INodeKind kind, Settings common, Settings own)
{
    public string Name => name;

    public SourcePlace Place => place;

    public INodeKind Kind => kind;

    /// <summary>What every node may say.</summary>
    public Settings Common => common;

    /// <summary>What its kind may say.</summary>
    public Settings Own => own;

    /// <summary>Its interfaces in the order of its links.</summary>
    public List<EndDraft> Ends { get; } = [];
}
