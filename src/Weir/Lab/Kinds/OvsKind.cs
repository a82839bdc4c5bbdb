using Weir.Declaration;
using Weir.Lab.Building;
using Weir.Lab.Plan;

namespace Weir.Lab.Kinds;

/// <summary>An OpenFlow switch: the real Open vSwitch, an instance of the run's own with its data path in user space.</summary>
public sealed class OvsKind : ILabNodeKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("ovs", "An OpenFlow switch: Open vSwitch with a database, daemons and sockets of its own; port N is its Nth link",
    [
        new("controller", new ListForm(new ControllerPlaceForm()), "Who controls it: a controller of the lab, or a place as Open vSwitch writes it; several too"),
        new("fail-mode", new WordForm("standalone", "secure"), "Without a controller: switch like any other, or only by the flows that it has") { Default = "standalone" },
        new("flows", new ListForm(new TextForm("a flow such as in_port=4,actions=output:1")), "Flows that it has from the begin, as ovs-ofctl writes them; a controller that connects deletes them unless it keeps flows"),
        .. SwitchControllers.TlsKeys,
        new("mirror", new TextForm("a neighbour such as watcher"), "The node that sees all that comes in at the other ports, as it came; nothing else is sent to it, and nothing is taken from it"),
        new("datapath-id", new IntegerForm(1, meaning: "a number"), "Its number for its controllers; the number in its name when not said and no other switch has it, else one that follows from its name"),
    ]);

    /// <inheritdoc/>
    public bool OwnsNamespace => true;

    /// <inheritdoc/>
    public bool Switches => true;

    /// <inheritdoc/>
    public bool Forwards => false;

    /// <inheritdoc/>
    public bool HasStack => false;

    /// <inheritdoc/>
    public LabNode Prepare(NodePlan plan, LabNetwork network) => new OvsNode(plan, network);
}
