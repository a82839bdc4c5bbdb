using Weir.Declaration;
using Weir.Lab.Building;
using Weir.Lab.Plan;

namespace Weir.Lab.Kinds;

/// <summary>An Ethernet switch that controllers of OpenFlow rule: Weir's own, with its data path in the kernel.</summary>
public sealed class OpenFlowKind : ILabNodeKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("openflow", "An Ethernet switch of OpenFlow: a controller says what becomes of packets, and the kernel does it",
    [
        new("controller", new ListForm(new ControllerPlaceForm()), "Who controls it: a controller of the lab, or a place as Open vSwitch writes it; several too"),
        new("version", new ListForm(new WordForm("1.0", "1.3")), "The versions of OpenFlow that it speaks; both when not said"),
        new("fail-mode", new WordForm("standalone", "secure"), "Without a controller: switch like any other, or only by the flows that it has") { Default = "standalone" },
        new("listen", new ListForm(new SwitchPlaceForm()), "Where others, such as ovs-ofctl, can connect to it, beside its socket in control of the run's folder, by which weir flow finds it"),
        .. SwitchControllers.TlsKeys,
        new("local", new TextForm("a neighbour such as admin"), "The node at the switch's own port, LOCAL: it is what the switch itself would be as a host"),
        new("mirror", new TextForm("a neighbour such as watcher"), "The node that sees all that comes in at the other ports, as it came; nothing else is sent to it, and nothing is taken from it"),
        new("datapath-id", new IntegerForm(1, meaning: "a number"), "Its number for its controllers; the number in its name when not said and no other switch has it, else one that follows from its name"),
    ]);

    /// <inheritdoc/>
    public bool Switches => true;

    /// <inheritdoc/>
    public bool Forwards => false;

    /// <inheritdoc/>
    public bool HasStack => false;

    /// <inheritdoc/>
    public LabNode Prepare(NodePlan plan, LabNetwork network) => new OpenFlowNode(plan, network);
}
