using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Weir.Control;
using Weir.Dashboard.Answers;
using Weir.Dashboard.Runs;
using Weir.Wire.OpenFlow;

namespace Weir.Dashboard.Resources;

/// <summary><c>/runs/{id}/switches/{name}/groups</c>: the groups of a living switch.</summary>
internal sealed class GroupsResource : IApiResource
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder api) => api.MapGet("/runs/{id}/switches/{name}/groups", async Task<Ok<IReadOnlyList<GroupAnswer>>> (string id, string name, RunViews runs, CancellationToken cancellation) =>
    {
        FlowClient client = await SwitchesResource.ConnectAsync(runs.Find(id), name, cancellation).ConfigureAwait(false);
        await using (client.ConfigureAwait(false)) { return TypedResults.Ok<IReadOnlyList<GroupAnswer>>([.. (await client.GroupsAsync(cancellation).ConfigureAwait(false)).Select(group => Of(group, client.Version))]); }
    }).WithSummary("Groups of a switch of a living run, with their buckets and counters ('weir flow groups')");

    private static GroupAnswer Of(GroupState group, OpenFlowVersion version) => new(group.Group.Group, group.Kind, [.. group.Group.Buckets.Select((bucket, at) => Of(bucket, at < (group.Counters?.Buckets.Count ?? 0) ? group.Counters!.Buckets[at] : null, version))],
        group.Counters?.Total.Packets, group.Counters?.Total.Bytes);

    private static GroupBucketAnswer Of(GroupBucket bucket, TrafficCount? count, OpenFlowVersion version) =>
        new(bucket.Weight, bucket.WatchPort == OpenFlowPorts.Any ? null : OpenFlowPorts.Name(bucket.WatchPort), FlowText.Format(FlowInstruction.Apply(bucket.Actions), version), count?.Packets, count?.Bytes);
}
