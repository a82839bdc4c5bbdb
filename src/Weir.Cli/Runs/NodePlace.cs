using System.Text.Json;
using Weir.Platform;
using Weir.Running;

namespace Weir.Cli.Runs;

/// <summary>Where a node of a living run is, as the run itself says.</summary>
internal sealed record NodePlace(string Node, string Kind, string Network, string Mark, string Folder, bool HasPrograms, IReadOnlyList<NodePlace.Port> Ports)
{
    /// <summary>Asks the run.</summary>
    /// <exception cref="WeirException">There is no such node, or the run does not answer.</exception>
    public static async Task<NodePlace> FindAsync(RunEntry entry, string node, CancellationToken cancellation)
    {
        JsonElement place = await ControlClient.AskOnceAsync(RunChoice.SocketOf(entry), "place", request => request.WriteString("node", node), cancellation);
        Port[] ports = [.. place.GetProperty("interfaces").EnumerateArray().Select(one => new Port(Text(one, "name"), Text(one, "fullName"), one.GetProperty("index").GetInt32(), one.GetProperty("outer").GetBoolean()))];
        return new NodePlace(Text(place, "node"), Text(place, "kind"), Text(place, "network"), Text(place, "mark"), Text(place, "folder"), place.GetProperty("programs").GetBoolean(), ports);
    }

    /// <summary>Opens the node's network namespace.</summary>
    public NetworkNamespace Open() => NetworkNamespace.Open(Network);

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    /// <summary>An interface of the node.</summary>
    internal sealed record Port(string Name, string FullName, int Index, bool IsOuter);
}
