using Weir.Running.Requests;

namespace Weir.Running;

/// <summary>The registry of requests that a living run answers: one line each.</summary>
internal static class ControlRequests
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IControlRequest> All { get; } =
    [
        new StatusRequest(),
        new EventsRequest(),
        new LogsRequest(),
        new PlaceRequest(),
        new ExecRequest(),
        new InspectRequest(),
        new PortsRequest(),
        new LinkRequests(),
        new ProgramRequest(),
        new MarkRequest(),
        new ApplyRequest(),
        new DownRequest(),
    ];
}
