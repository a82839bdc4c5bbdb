using Weir.Declaration;

namespace Weir.Lab;

/// <summary>What every controller may say: what it decides by, and how it runs.</summary>
public static class ControllerForms
{
    // What a program may say that makes sense here; where it runs is its own choice.
    private static readonly string[] s_shared = ["after", "at", "ready", "expect", "restart", "env", "cwd", "user", "stop"];

    /// <summary>How it runs.</summary>
    public static KindForm Running { get; } = new("controller", "How a controller runs",
    [
        new("on", new ReferenceForm(NameKinds.Node), "The node that it runs on; beside the nodes when not said, which is enough for the switches of the lab"),
        .. ProgramForms.Program.Keys.Where(key => s_shared.Contains(key.Name)).Select(key => key.Name == "ready" ? key with { Summary = "When it counts as ready; when all switches that name it are connected when not said" } : key),
    ]);

    /// <summary>What it decides by.</summary>
    public static KindForm Controller { get; } = new("controller", "An OpenFlow controller, to which switches with 'controller: NAME' connect",
    [
        new("app", new ControllerAppForm(), "What decides") { Required = true },
        new("openflow", new WordForm("1.0", "1.3"), "The version; the highest that both sides speak when not said (l2-learning: 1.0)"),
        new("flows", new ListForm(new FlowForm()), "With static: its flows, as ovs-ofctl writes them"),
        new("flow-file", new TextForm("the path of a file"), "With static: a file with one flow a line, beside flows"),
        new("transparent", new FlagForm(), "With l2-learning: whether LLDP and what bridges keep to themselves is forwarded") { Default = "false" },
        new("hold-down", new DurationForm(), "With l2-learning: so long after a switch connected nothing is flooded"),
        new("ignore", new ListForm(new TextForm("the number of a switch such as 0000000000000001")), "With l2-learning: switches that are left alone"),
        new("idle-timeout", new DurationForm(), "With l2-learning and spanning: how long a flow stays without packets, in whole seconds; 0 s for ever; 10 s when not said"),
        new("hard-timeout", new DurationForm(), "With l2-learning and spanning: how long a flow stays in all, in whole seconds; 0 s for ever; 30 s when not said"),
        new("mac-age", new DurationForm(), "How long an address is remembered without being seen; 0 s for ever; 300 s when not said"),
        new("mac-limit", new IntegerForm(1, int.MaxValue, "a number of addresses"), "Addresses that are remembered for one switch; 65536 when not said"),
        new("probe-every", new DurationForm(TimeSpan.FromMilliseconds(100)), "With spanning: time between two probes of a link; 1 s when not said"),
        new("keep-flows", new FlagForm(), "Whether a switch keeps the flows that it has when it connects") { Default = "false" },
        new("listen", new TextForm("a place such as :6653"), "Where it listens over TCP on its node, also for switches elsewhere, instead of at a socket of the run; those of the lab that name it connect there"),
        new("certificate", new TextForm("the path of a file"), "TLS with its switches: its certificate, a PEM file"),
        new("key", new TextForm("the path of a file"), "TLS: its private key, a PEM file"),
        new("ca", new TextForm("the path of a file"), "TLS: the authority that must have signed the certificates of its switches, a PEM file"),
    ]) { Shorthand = "app" };
}
