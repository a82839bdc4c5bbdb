using System.Text.Json;
using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Platform;
using Weir.Programs;
using Weir.Wire.Netlink;

namespace Weir.Running.Requests;

/// <summary>All that the run is made of and what it is doing now: nodes with their interfaces as the kernel has them, links, programs, captures.</summary>
internal sealed class InspectRequest : IControlRequest
{
    /// <inheritdoc/>
    public string Name => "inspect";

    /// <inheritdoc/>
    public async Task HandleAsync(JsonElement request, ControlReply reply, LabRun run, CancellationToken cancellation)
    {
        IReadOnlyList<PortAgreement> ports = await run.ComparePortsAsync(cancellation).ConfigureAwait(false);
        // The kernel is asked before anything is written: half an object would be no answer.
        Dictionary<NetworkNamespace, Sight> sights = Look(run.Network);
        await reply.SendAsync(json =>
        {
            json.WriteString("run", run.Folder.Id.Text);
            json.WriteString("lab", run.Plan.Name);
            json.WriteString("phase", run.Phase);
            json.WriteNumber("seconds", Math.Round(run.Events.Now, 3));
            json.WriteNumber("process", Environment.ProcessId);
            json.WriteString("folder", run.Folder.Root);
            WriteArray(json, "nodes", run.Network.Nodes, node => WriteNode(json, node, run.Network, sights));
            WriteArray(json, "links", run.Network.Links, link => LinkRequests.Write(json, link));
            WriteArray(json, "programs", run.Programs, program => WriteProgram(json, program, run));
            WriteArray(json, "captures", run.CaptureStates(), capture => WriteCapture(json, capture));
            json.WritePropertyName("ports");
            PortAgreement.Write(json, ports);
        }, cancellation).ConfigureAwait(false);
    }

    private static Dictionary<NetworkNamespace, Sight> Look(LabNetwork network)
    {
        var sights = new Dictionary<NetworkNamespace, Sight>();
        foreach (LabNode node in network.Nodes)
        {
            if (node.Network is not { } space || sights.ContainsKey(space)) { continue; }
            sights.Add(space, new Sight(space.Routes.Links().ToDictionary(link => link.Index), space.Routes.Addresses().ToLookup(one => one.Index, one => $"{one.Address}/{one.PrefixLength}")));
        }

        return sights;
    }

    private static void WriteNode(Utf8JsonWriter json, LabNode node, LabNetwork network, Dictionary<NetworkNamespace, Sight> sights)
    {
        json.WriteString("name", node.Plan.Name);
        json.WriteString("kind", node.Plan.Kind.Form.Name);
        json.WriteString("state", node.State);
        if (node.Fault is { } fault) { json.WriteString("fault", fault); }
        if (node.Network is { } space) { json.WriteString("network", space.Path); }
        WriteArray(json, "interfaces", node.Plan.Interfaces, plan =>
        {
            json.WriteString("name", plan.Name);
            json.WriteString("fullName", plan.FullName);
            json.WriteString("link", network.Plan.Links[plan.Link].Name);
            json.WriteString("mac", plan.Mac.ToString());
            if (network.Interface(plan.FullName) is not { } made || !sights.TryGetValue(made.Network, out Sight? sight) || !sight.Links.TryGetValue(made.Index, out LinkInfo? link))
            {
                WriteTexts(json, "addresses", plan.Addresses.Select(one => one.ToString()));
                return;
            }

            json.WriteString("kernelName", made.Name);
            json.WriteNumber("index", made.Index);
            json.WriteNumber("mtu", link.Mtu);
            json.WriteBoolean("up", link.IsUp && link.State is OperationalState.Up or OperationalState.Unknown);
            // What another kernel has given to its own interface is not seen from here.
            WriteTexts(json, "addresses", made.Node.TakesTaps ? plan.Addresses.Select(one => one.ToString()) : sight.Addresses[made.Index]);
        });
    }

    private static void WriteProgram(Utf8JsonWriter json, LabProgram program, LabRun run)
    {
        (double cpu, long resident) = program.Usage();
        json.WriteString("name", program.Options.Name);
        json.WriteString("node", program.Node);
        json.WriteString("state", program.State.ToString().ToLowerInvariant());
        if (program.ProcessId is { } process) { json.WriteNumber("process", process); }
        if (program.ExitCode is { } code) { json.WriteNumber("exitCode", code); }
        json.WriteBoolean("failed", program.Failed);
        json.WriteNumber("restarts", program.Restarts);
        json.WriteNumber("cpuSeconds", Math.Round(cpu, 3));
        json.WriteNumber("residentBytes", resident);
        json.WriteNumber("lines", program.Log.Count);
        json.WriteString("log", run.Folder.LogOf(program.Options.Name));
        WriteTexts(json, "command", program.Options.Order.Command);
    }

    private static void WriteCapture(Utf8JsonWriter json, CaptureState capture)
    {
        json.WriteString("name", capture.Plan.Name);
        json.WriteString("file", capture.File);
        json.WriteString("filter", capture.Plan.Filter);
        json.WriteNumber("written", capture.Written);
        json.WriteNumber("dropped", capture.Dropped);
        WriteTexts(json, "interfaces", capture.Plan.Interfaces.Select(one => one.FullName));
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> members)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            members(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) { json.WriteStringValue(text); }
        json.WriteEndArray();
    }

    private sealed record Sight(Dictionary<int, LinkInfo> Links, ILookup<int, string> Addresses);
}
