using System.Globalization;
using System.Text.Json;
using Weir.Control;
using Weir.Lab.Plan;
using Weir.Platform;

namespace Weir.Running;

/// <summary>The OpenFlow switches of a run, by its plan; what a living one does is asked of the switch itself, and what a controller knows stands in the run's folder.</summary>
/// <param name="root">The run's folder.</param>
/// <param name="plan">What was planned.</param>
internal sealed class RunSwitches(string root, JsonElement? plan)
{
    private const uint AllVersions = OpenFlowConnection.AllVersions;

    /// <summary>Longest time for one answer of a switch.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    private readonly string _sockets = Path.Combine(root, "control");

    /// <summary>All switches, in the file's order.</summary>
    public IReadOnlyList<PlannedSwitch> All { get; } = [.. plan.Member("nodes").Items().Where(node => node.Text("number") is not null).Select(node => new PlannedSwitch(node.Text("name") ?? "", node.Text("kind") ?? "", node.Text("number")!, node.Text("fail-mode") ?? "",
        [.. node.Member("controller").Items().Select(one => one?.GetString() ?? "")], [.. node.Member("interfaces").Items().Select(one => one.Text("fullName") ?? "")]))];

    /// <summary>The controllers, in the file's order.</summary>
    public IReadOnlyList<PlannedController> Controllers { get; } = [.. plan.Member("programs").Items().Where(program => program.Member("switches") is not null).Select(program => new PlannedController(program.Text("name") ?? "",
        program.Member("settings").Text("app") ?? "", program.Text("node") ?? "", [.. program.Member("switches").Items().Select(one => one?.GetString() ?? "")]))];

    /// <summary>The switch of this name; null when there is none.</summary>
    public PlannedSwitch? Find(string name) => All.FirstOrDefault(one => one.Name == name);

    /// <summary>The switch of this number; null when the lab has none.</summary>
    public PlannedSwitch? Find(ulong number) => All.FirstOrDefault(one => ulong.Parse(one.Number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) == number);

    /// <summary>The interface at the other end of a switch's port; null when nothing is there.</summary>
    public string? PeerOf(string @interface) => plan.Member("links").Items()
        .Select(link => link.Text("a") == @interface ? link.Text("b") : link.Text("b") == @interface ? link.Text("a") : null).FirstOrDefault(one => one is not null);

    /// <summary>Connects to a switch that lives.</summary>
    /// <exception cref="WeirException">It does not answer.</exception>
    public Task<FlowClient> ConnectAsync(PlannedSwitch one, TimeProvider time, CancellationToken cancellation) =>
        FlowClient.ConnectAsync(ConnectionPlace.OfSocket(Path.Combine(_sockets, KernelNames.Of(one.Name)) + ".mgmt"), AllVersions, null, s_limit, time, cancellation);

    /// <summary>What a controller knew when it wrote last; null before that.</summary>
    public ControllerView? ViewOf(string controller) => RecordJson.Read(ControllerView.FileBeside(Path.Combine(_sockets, controller))) is { } json ? ControllerView.Read(json) : null;
}
