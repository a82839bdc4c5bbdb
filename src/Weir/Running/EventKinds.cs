using Weir.Declaration;
using Weir.Running.Scheduled;

namespace Weir.Running;

/// <summary>The registry of scheduled events: one line a kind.</summary>
public static class EventKinds
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<IEventKind> All { get; } =
    [
        new LinkEvent(),
        new InterfaceEvent(),
        new ProgramEvent(),
        new ExecEvent(),
        new MarkEvent(),
    ];
}
