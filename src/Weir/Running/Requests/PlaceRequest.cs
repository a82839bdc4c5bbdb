using System.Text.Json;
using Weir.Lab.Building;

namespace Weir.Running.Requests;

/// <summary>Where a node is, so that another process can enter it: the paths of its namespaces, and what its programs find in their environment.</summary>
internal sealed class PlaceRequest : IControlRequest
{
    /// <inheritdoc/>
    public string Name => "place";

    /// <inheritdoc/>
    public Task HandleAsync(JsonElement request, ControlReply reply, LabRun run, CancellationToken cancellation)
    {
        string name = request.GetProperty("node").GetString() ?? "";
        LabNode node = run.Network.Node(name);
        NodeEntrance? entrance = node.Entrance;
        return reply.SendAsync(json =>
        {
            json.WriteString("node", name);
            json.WriteString("kind", node.Plan.Kind.Form.Name);
            json.WriteString("network", node.Network?.Path);
            json.WriteString("mark", run.Folder.Id.Mark);
            json.WriteString("folder", run.Folder.Root);
            json.WriteBoolean("programs", node.Programs is not null);
            if (entrance is not null)
            {
                json.WriteStartObject("entrance");
                json.WriteString("mount", entrance.Mount);
                json.WriteString("hostName", entrance.HostName);
                json.WriteString("processes", entrance.Processes);
                json.WriteString("workingFolder", entrance.WorkingFolder);
                json.WriteStartArray("groups");
                foreach (string group in entrance.Groups) { json.WriteStringValue(group); }
                json.WriteEndArray();
                json.WriteStartObject("environment");
                foreach ((string variable, string value) in entrance.Environment) { json.WriteString(variable, value); }
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteStartArray("interfaces");
            foreach (Lab.Plan.InterfacePlan one in node.Plan.Interfaces)
            {
                if (run.Network.Interface(one.FullName) is not { } made) { continue; }
                json.WriteStartObject();
                json.WriteString("name", one.Name);
                json.WriteString("fullName", one.FullName);
                json.WriteString("kernelName", made.Name);
                json.WriteNumber("index", made.Index);
                json.WriteBoolean("outer", node.TakesTaps);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }, cancellation);
    }
}
