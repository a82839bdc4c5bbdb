using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <content>Ports and groups.</content>
internal sealed partial class FlowClient
{
    // OFPG_ALL (openflow-1.3 A.3.4.2).
    private const uint AllGroups = 0xfffffffc;

    /// <summary>The switch's number, and its ports with their counters, by their numbers.</summary>
    /// <exception cref="WeirException">The switch refuses, or answers too late.</exception>
    public async Task<(ulong Datapath, IReadOnlyList<PortState> Ports)> PortsAsync(CancellationToken cancellation)
    {
        FeaturesReply? features = null;
        await AskAsync([new SimpleMessage(OpenFlowType.FeaturesRequest)], message => (features = message as FeaturesReply) is not null, cancellation).ConfigureAwait(false);
        IReadOnlyList<PortDescription> ports = Version == OpenFlowVersion.OpenFlow10 ? features!.Ports
            : [.. (await EntriesAsync<PortDescriptionEntry>(new MultipartRequest(MultipartKind.PortDescription), cancellation).ConfigureAwait(false)).Select(one => one.Port)];
        Dictionary<uint, PortEntry> counters = (await EntriesAsync<PortEntry>(new MultipartRequest(MultipartKind.Port, new NumberQuery(OpenFlowPorts.Any)), cancellation).ConfigureAwait(false)).ToDictionary(one => one.Port);
        return (features!.DatapathId, [.. ports.OrderBy(one => one.Number).Select(one => new PortState(one, counters.GetValueOrDefault(one.Number)))]);
    }

    /// <summary>The groups with their counters, by their numbers; OpenFlow 1.0 has none.</summary>
    /// <exception cref="WeirException">The switch refuses, or answers too late.</exception>
    public async Task<IReadOnlyList<GroupState>> GroupsAsync(CancellationToken cancellation)
    {
        if (Version == OpenFlowVersion.OpenFlow10) { return []; }
        IReadOnlyList<GroupDescriptionEntry> groups = await EntriesAsync<GroupDescriptionEntry>(new MultipartRequest(MultipartKind.GroupDescription), cancellation).ConfigureAwait(false);
        if (groups.Count == 0) { return []; }
        Dictionary<uint, GroupEntry> counters = (await EntriesAsync<GroupEntry>(new MultipartRequest(MultipartKind.Group, new NumberQuery(AllGroups, IsPort: false)), cancellation).ConfigureAwait(false)).ToDictionary(one => one.Group);
        return [.. groups.OrderBy(one => one.Group).Select(one => new GroupState(one, counters.GetValueOrDefault(one.Group)))];
    }

    private async Task<IReadOnlyList<T>> EntriesAsync<T>(MultipartRequest request, CancellationToken cancellation) where T : MultipartEntry
    {
        List<T> entries = [];
        await AskAsync([request], message =>
        {
            if (message is not MultipartReply reply || reply.Kind != request.Kind) { return false; }
            entries.AddRange(reply.Entries.OfType<T>());
            return !reply.HasMore;
        }, cancellation).ConfigureAwait(false);
        return entries;
    }
}
