namespace Weir.Dashboard.Resources;

/// <summary>The registry of resources: one line each.</summary>
internal static class ApiResources
{
    /// <summary>All of them. A report takes them in this order as far as it has room: what there may be very much of comes last.</summary>
    public static IReadOnlyList<IApiResource> All { get; } =
    [
        new AboutResource(),
        new RunsResource(),
        new RunResource(),
        new TopologyResource(),
        new CountersResource(),
        new EventsResource(),
        new ProgramsResource(),
        new ChecksResource(),
        new ConsensusResource(),
        new SwitchesResource(),
        new FlowsResource(),
        new GroupsResource(),
        new FlowStreamResource(),
        new ControllersResource(),
        new BalanceResource(),
        new TableResource(),
        new PacketsResource(),
        new LogResource(),
        new PacketResource(),
        new CaptureFileResource(),
        new DiffResource(),
        new FileResource(),
        new StreamResource(),
        new RunsStreamResource(),
        new ExecResource(),
        new LinkResource(),
        new ProgramActResource(),
        new FlowOrderResource(),
        new MarkResource(),
        new DownResource(),
    ];
}
