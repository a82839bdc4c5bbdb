using Weir.Declaration;

namespace Weir.Lab;

/// <summary>What every node may say, whatever its kind.</summary>
public static class NodeForms
{
    /// <summary>A route.</summary>
    public static KindForm Route { get; } = new("route", "A route",
    [
        new("to", new EitherForm(new WordForm("default"), new PrefixForm(network: true)), "The network that it leads to") { Required = true },
        new("via", new EitherForm(new AddressForm(), new ReferenceForm(Declaration.NameKinds.Node)), "The next router: an address, or a node of the same segment") { Required = true },
    ]);

    /// <summary>The keys of every node.</summary>
    public static KindForm Node { get; } = new("node", "A node of the network",
    [
        new("memory", new SizeForm(), "Memory that it may use"),
        new("cpus", new NumberForm(0.001, 4096, "a number of cores"), "CPU time that it may use, in cores"),
        new("pids", new IntegerForm(1, 4_194_304), "Processes that it may have"),
        new("addresses", new EitherForm(new ListForm(new PrefixForm()), new NamesForm(new ListForm(new PrefixForm()), "a map from interfaces such as eth0 to addresses")), "Addresses of eth0, or a map from interfaces to addresses; chosen when not said"),
        new("mac", new EitherForm(new MacForm(), new NamesForm(new MacForm(), "a map from interfaces such as eth0 to MAC addresses")), "Ethernet address of eth0, or a map from interfaces to addresses; chosen when not said"),
        new("routes", new ListForm(new NestedForm(Route)), "Routes, instead of chosen ones"),
        new("sysctls", new NamesForm(new TextForm(), "a map from kernel settings to values"), "Kernel settings such as net.ipv4.tcp_congestion_control"),
    ]);
}
