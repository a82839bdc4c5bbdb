namespace Weir.Dashboard.Resources;

/// <summary>The registry of resources: one line each.</summary>
internal static class ApiResources
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IApiResource> All { get; } =
    [
        new AboutResource(),
        new RunsResource(),
        new RunResource(),
        new TopologyResource(),
        new CountersResource(),
        new EventsResource(),
        new ProgramsResource(),
        new LogResource(),
        new ChecksResource(),
        new TableResource(),
        new ConsensusResource(),
        new SwitchesResource(),
        new FlowsResource(),
        new GroupsResource(),
        new FlowStreamResource(),
        new ControllersResource(),
        new PacketsResource(),
        new PacketResource(),
        new CaptureFileResource(),
        new BalanceResource(),
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
