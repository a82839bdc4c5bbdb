using Weir.Declaration;
using Weir.Lab.Building;
using Weir.Lab.Plan;
using Weir.Switching;

namespace Weir.Lab.Kinds;

/// <summary>An Ethernet switch that controllers of OpenFlow rule: Weir's own, with its data path in the kernel.</summary>
public sealed class OpenFlowKind : ILabNodeKind
{
    /// <inheritdoc/>
    public KindForm Form { get; } = new("openflow", "An Ethernet switch of OpenFlow: a controller says what becomes of packets, and the kernel does it",
    [
        new("controller", new ListForm(new TextForm("where a controller waits, such as tcp:127.0.0.1:6653 or unix:FILE")), "The controllers that it connects to"),
        new("version", new ListForm(new WordForm("1.0", "1.3")), "The versions of OpenFlow that it speaks; both when not said"),
        new("fail-mode", new WordForm("secure", "standalone"), "What it does without a controller: secure goes on with the flow entries that it has, standalone learns addresses as a bridge does") { Default = "secure" },
        new("listen", new ListForm(new TextForm("where the switch waits, such as ptcp:6654 or punix:FILE")), "Where others, such as ovs-ofctl, can connect to it"),
        new("datapath-id", new IntegerForm(1, meaning: "a number"), "Its number for its controllers; the number in its name when not said, else one that follows from its name"),
    ]);

    /// <inheritdoc/>
    public bool Switches => true;

    /// <inheritdoc/>
    public bool Forwards => false;

    /// <inheritdoc/>
    public bool HasStack => false;

    /// <inheritdoc/>
    public LabNode Prepare(NodePlan plan, LabNetwork network) => new OpenFlowNode(plan, network);

    /// <summary>Reads a place for connections, or says where in the file the mistake is.</summary>
    internal static IReadOnlyList<SwitchEndpoint> Places(NodePlan plan, string key, bool passive)
    {
        var places = new List<SwitchEndpoint>();
        foreach (string text in plan.Settings.Texts(key))
        {
            SwitchEndpoint place = SwitchEndpoint.Parse(text);
            if (place.IsPassive != passive) { throw new WeirException($"node {plan.Name}: {key} '{text}': {(passive ? "here the switch waits: ptcp:PORT or punix:FILE" : "here the switch connects: tcp:HOST:PORT or unix:FILE")}"); }
            places.Add(place);
        }

        return places;
    }
}
