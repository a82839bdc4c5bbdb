namespace Weir.Declaration;

/// <summary>A kind of node. What the plan needs to know of it; who builds it extends this.</summary>
public interface INodeKind : IKind
{
    /// <summary>True when its links form one segment (a bridge, a switch): it has no addresses.</summary>
    bool Switches { get; }

    /// <summary>True when it forwards packets between its interfaces, so that hosts of its segments take it as their way out.</summary>
    bool Forwards { get; }

    /// <summary>True when it has an IP stack in which programs can run and checks can act.</summary>
    bool HasStack { get; }

    /// <summary>True when its nodes are made of no kernel object: they live in the run's own process, with a clock of their own. A lab has only such nodes, or none.</summary>
    bool InMemory => false;
}
