using Weir.Declaration;

namespace Weir.Checks;

/// <summary>The kinds that look at what is there.</summary>
public static partial class CheckForms
{
    /// <summary>A program ended with a code.</summary>
    public static KindForm Exit { get; } = new("exit", "A program ended with a code",
        [new("program", new ReferenceForm(NameKinds.Program, many: true), "The program, or several") { Required = true }, new("code", new ListForm(new IntegerForm(0, 255, "an exit code")), "The codes that are right") { Default = "0" }]) { Shorthand = "program" };

    /// <summary>A program printed a line.</summary>
    public static KindForm Log { get; } = new("log", "A program printed a line",
    [
        new("program", new ReferenceForm(NameKinds.Program, many: true), "The program, or several") { Required = true }, new("matches", new PatternForm("connected"), "What a line must match") { Required = true },
        new("count", new IntegerForm(), "How many such lines there must be; one or more when not said"),
    ]);

    /// <summary>A file is there, with something in it.</summary>
    public static KindForm File { get; } = new("file", "A file is there, with something in it",
    [
        new("path", new TextForm("the path of a file"), "The file") { Required = true }, new("on", new ReferenceForm(NameKinds.Node), "The node whose view of the files is meant; the machine's when not said"),
        new("exists", new FlagForm(), "Whether it must be there") { Default = "true" }, new("matches", new PatternForm("done"), "What its text must match"),
    ]) { Shorthand = "path" };

    /// <summary>A node has a route.</summary>
    public static KindForm Route { get; } = new("route", "A node has a route",
    [
        On, new("to", new EitherForm(new PrefixForm(network: true), new AddressForm(), new WordForm("default"), new ReferenceForm(NameKinds.Node)), "The network, address or node that it leads to") { Required = true },
        new("via", new ReferenceForm(Peer), "The next router"), new("exists", new FlagForm(), "Whether it must be there") { Default = "true" },
    ]);

    /// <summary>A node knows the Ethernet address of a neighbour.</summary>
    public static KindForm Neighbour { get; } = new("neighbour", "A node knows the Ethernet address of a neighbour",
        [On, new("to", new ReferenceForm(Peer), "The neighbour") { Required = true }, new("mac", new MacForm(), "The address that it must have; the neighbour's own when not said"), new("exists", new FlagForm(), "Whether it must be known") { Default = "true" }]);

    /// <summary>A node has an address.</summary>
    public static KindForm Address { get; } = new("address", "A node has an address",
        [On, new("is", new EitherForm(new PrefixForm(), new AddressForm()), "The address, with or without the length of its prefix") { Required = true }, new("exists", new FlagForm(), "Whether it must be there") { Default = "true" }]);

    /// <summary>An interface is as wanted.</summary>
    public static KindForm Interface { get; } = new("interface", "An interface is as wanted",
    [
        new("name", new ReferenceForm(NameKinds.Interface, many: true), "The interface, such as h1-eth0, or several") { Required = true }, new("up", new FlagForm(), "Whether it must be up and have a carrier") { Default = "true" },
        new("mtu", new IntegerForm(68, 65535, "a number of bytes"), "The largest packet that it must take"),
    ]) { Shorthand = "name" };

    /// <summary>So many packets were seen at a place.</summary>
    public static KindForm Packets { get; } = new("packets", "So many packets were seen at a place",
        [At, Where, Filter, new("count", new IntegerForm(), "How many there must be"), new("above", new IntegerForm(), "What their number must be above"), new("below", new IntegerForm(), "What their number must be below")]) { AtLeastOne = ["count", "above", "below"] };

    /// <summary>Packets of one sort were seen before those of another.</summary>
    public static KindForm Order { get; } = new("order", "Packets of one sort were seen before those of another",
    [
        At, new("first", new TextForm("an expression such as arp"), "The packets that must come first, by their fields") { Required = true },
        new("then", new ListForm(new TextForm("an expression such as tcp.flags.syn == 1")), "The packets that must come after, one sort or several in order") { Required = true },
    ]);

    /// <summary>A conversation was as wanted.</summary>
    public static KindForm Flow { get; } = new("flow", "A conversation was as wanted",
    [
        At, new("from", new ReferenceForm(Peer), "The client"), new("to", new ReferenceForm(Peer), "The server"), new("port", IntegerForm.Port, "The server's port"), new("protocol", new WordForm("tcp", "udp"), "The protocol") { Default = "tcp" },
        new("count", new IntegerForm(), "How many such conversations there must be; one or more when not said"), new("gaps", new IntegerForm(), "Holes that may be in them at most"), new("retransmissions", new IntegerForm(), "Segments sent again at most"),
        new("above", new SizeForm(), "Data that each must have more of"), new("below", new SizeForm(), "Data that each must have less of"), new("end", new WordForm("fin", "reset", "open", "any"), "How they must have ended") { Default = "any" },
    ]);

    /// <summary>A table of a monitor, or a query over the run's store, says a number.</summary>
    public static KindForm Monitor { get; } = new("monitor", "A table of a monitor, or a query over the run's store, gives a number",
    [
        new("monitor", new ReferenceForm(NameKinds.Monitor), "The monitor"), new("table", new TextForm("the name of a table"), "Its table, without the monitor's name; its first one when not said"),
        new("where", new TextForm("a condition such as state = 'open'"), "Which rows of the table count, in SQL"),
        new("sql", new TextForm("a query such as select count(*) from talk_flows"), "A query over the run's store, whose first column of the first row counts"),
        new("column", new TextForm("the name of a column"), "The column whose values are added up; the number of rows when not said"), Amount("equals", "What it must be"), Amount("above", "What it must be above"), Amount("below", "What it must be below"),
    ]) { AtLeastOne = ["monitor", "sql"] };

    /// <summary>A counter of an interface is in bounds.</summary>
    public static KindForm Counter { get; } = new("counter", "A counter of an interface is in bounds",
    [
        new("at", new ReferenceForm(NameKinds.Interface | NameKinds.Node), "The interface, or a node for the sum of its interfaces") { Required = true },
        new("name", new WordForm("sent-packets", "sent-bytes", "received-packets", "received-bytes", "dropped", "errors"), "The counter, from the node's side") { Required = true }, Amount("equals", "What it must be"), Amount("above", "What it must be above"), Amount("below", "What it must be below"),
    ]) { AtLeastOne = ["equals", "above", "below"] };

    /// <summary>Two values are the same.</summary>
    public static KindForm Equal { get; } = new("equal", "Two values are the same",
    [
        new("left", new TextForm("a value such as packets(s1, tcp)"), "One value: a number, packets(AT, WHERE), counter(AT, NAME), rows(TABLE) or file(PATH)") { Required = true },
        new("right", new TextForm("a value such as 5"), "The other value") { Required = true }, new("tolerance", new NumberForm(), "How far apart numbers may be") { Default = "0" },
    ]);

    /// <summary>The time between two events is in bounds.</summary>
    public static KindForm Between { get; } = new("between", "The time between two events is in bounds",
    [
        new("from", new TextForm("an event such as link-down"), "The first event: its kind or name, with its subject where that matters") { Required = true }, new("to", new TextForm("an event such as program-ready web"), "The first such event after it") { Required = true },
        new("below", new DurationForm(), "What it must be below"), new("above", new DurationForm(), "What it must be above"),
    ]) { AtLeastOne = ["below", "above"] };

    /// <summary>A program is in a state.</summary>
    public static KindForm Program { get; } = new("program", "A program is in a state",
        [new("name", new ReferenceForm(NameKinds.Program, many: true), "The program, or several") { Required = true }, new("state", new WordForm("running", "exited", "paused", "waiting", "starting"), "The state") { Default = "running" }, new("restarts", new IntegerForm(), "How often it may have been started again at most")]) { Shorthand = "name" };

    /// <summary>A program or node uses so much CPU time.</summary>
    public static KindForm Cpu { get; } = new("cpu", "A program uses so much CPU time",
        [new("program", new ReferenceForm(NameKinds.Program, many: true), "The program, or several") { Required = true }, new("below", new DurationForm(), "CPU time that it must stay below"), new("above", new DurationForm(), "CPU time that it must be above"), new("share", new FractionForm(), "Share of one core that it must stay below")]) { AtLeastOne = ["below", "above", "share"] };

    /// <summary>A program uses so much memory.</summary>
    public static KindForm Memory { get; } = new("memory", "A program uses so much memory",
        [new("program", new ReferenceForm(NameKinds.Program, many: true), "The program, or several") { Required = true }, new("below", new SizeForm(), "What it must stay below"), new("above", new SizeForm(), "What it must be above")]) { AtLeastOne = ["below", "above"] };

    /// <summary>Nothing stands against trusting the run.</summary>
    public static KindForm Trust { get; } = new("trust", "Nothing stands against trusting the run", [new("ignore", new ListForm(new TextForm("words of a reason")), "Reasons that do not count, by words in them")]) ;

    /// <summary>The results are those of an earlier run.</summary>
    public static KindForm SameAs { get; } = new("same-as", "The results are those of an earlier run",
        [new("run", new TextForm("a run's folder or id"), "The earlier run") { Required = true }, new("tables", new ListForm(new TextForm("the name of a table")), "Tables of the store that are compared; the results of the checks when not said"), new("tolerance", new FractionForm(), "How far apart numbers may be") { Default = "0 %" }]) { Shorthand = "run" };
}
