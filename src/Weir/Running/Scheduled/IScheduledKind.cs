using Weir.Declaration;
using Weir.Lab.Plan;

namespace Weir.Running.Scheduled;

/// <summary>A kind of scheduled event that a run can bring about.</summary>
internal interface IScheduledKind : IEventKind
{
    /// <summary>Brings it about for one target, and says in a sentence what was done.</summary>
    /// <exception cref="WeirException">It cannot be done.</exception>
    Task<string> FireAsync(EventTarget target, LabRun run, CancellationToken cancellation);
}
