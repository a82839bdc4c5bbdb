using Weir.Declaration;

namespace Weir.Lab;

/// <summary>The kinds that a lab file may use. The command line puts it together; a new kind is one more line there.</summary>
/// <param name="Nodes">Kinds of nodes; the first is the default.</param>
/// <param name="Programs">Kinds of programs; the first is what <c>run:</c> means.</param>
/// <param name="Checks">Kinds of checks.</param>
/// <param name="Monitors">Kinds of monitors.</param>
/// <param name="Events">Kinds of events.</param>
public sealed record LabVocabulary(IReadOnlyList<INodeKind> Nodes, IReadOnlyList<IProgramKind> Programs, IReadOnlyList<ICheckKind> Checks, IReadOnlyList<IMonitorKind> Monitors, IReadOnlyList<IEventKind> Events);
