using System.Text.Json;
using Weir.Platform;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>Where a node of a living run is, as the run itself says.</summary>
internal sealed record NodePlace(string Node, string Kind, string? Network, bool HasPrograms, IReadOnlyList<NodePlace.Port> Ports, NodePlace.Door? Entrance)
{
    /// <summary>Asks the run.</summary>
    /// <exception cref="WeirException">There is no such node, or the run does not answer.</exception>
    public static async Task<NodePlace> FindAsync(RunEntry entry, string node, CancellationToken cancellation)
    {
        JsonElement place = await ControlClient.AskSoonAsync(RunChoice.SocketOf(entry), "place", request => request.WriteString("node", node), MachineClock.Instance, cancellation);
        Port[] ports = [.. place.GetProperty("interfaces").EnumerateArray().Select(one => new Port(Text(one, "name"), Text(one, "fullName"), one.GetProperty("index").GetInt32(), one.GetProperty("outer").GetBoolean()))];
        string? network = place.GetProperty("network").GetString();
        Door? door = place.TryGetProperty("entrance", out JsonElement entrance) && network is not null ? DoorOf(entrance, network) : null;
        return new NodePlace(Text(place, "node"), Text(place, "kind"), network, place.GetProperty("programs").GetBoolean(), ports, door);
    }

    /// <summary>Opens the node's network namespace.</summary>
    /// <exception cref="WeirException">It has none, or it cannot be opened.</exception>
    public NetworkNamespace Open() => NetworkNamespace.Open(Network ?? throw new WeirException($"node {Node} is of kind {Kind} and has no interfaces of this kernel"));

    private static Door DoorOf(JsonElement json, string network)
    {
        string[] groups = [.. json.GetProperty("groups").EnumerateArray().Select(one => one.GetString() ?? "")];
        var host = new HostEntrance(network, json.GetProperty("mount").GetString(), json.GetProperty("hostName").GetString(), groups);
        return new Door(host, json.GetProperty("processes").GetString(), json.GetProperty("environment").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString() ?? "", StringComparer.Ordinal), Text(json, "workingFolder"));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    /// <summary>An interface of the node.</summary>
    internal sealed record Port(string Name, string FullName, int Index, bool IsOuter);

    /// <summary>The way into it: its namespaces and control group, the namespace of its processes, what programs find in their environment, and where they run.</summary>
    internal sealed record Door(HostEntrance Host, string? Processes, IReadOnlyDictionary<string, string> Environment, string WorkingFolder);
}
