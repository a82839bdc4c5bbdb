using Weir.Declaration;

namespace Weir.Checks;

/// <summary>What each kind of check may say.</summary>
public static partial class CheckForms
{
    private const NameKinds Peer = NameKinds.Node | NameKinds.Interface | NameKinds.Outside;
    private const NameKinds Watched = NameKinds.Point | NameKinds.Capture;

    private static KeyForm From { get; } = new("from", new ReferenceForm(NameKinds.Node, many: true), "The node that asks, or several") { Required = true };

    private static KeyForm To { get; } = new("to", new ReferenceForm(Peer, many: true), "The node or address that is asked, or several") { Required = true };

    private static KeyForm On { get; } = new("on", new ReferenceForm(NameKinds.Node, many: true), "The node, or several") { Required = true };

    private static KeyForm At { get; } = new("at", new ReferenceForm(Watched), "The node, interface, link or capture where frames are looked at") { Required = true };

    private static KeyForm Where { get; } = new("where", new TextForm("an expression such as tcp.flags.reset == 1"), "Which packets are meant, by their fields; all when not said");

    private static KeyForm Filter { get; } = new("filter", new TextForm("a filter such as tcp port 80"), "Which packets are meant, in the language of pcap-filter");

    private static KeyForm Timeout(string standard) => new("timeout", new DurationForm(), "How long an answer may take") { Default = standard };

    private static KeyForm Amount(string name, string summary) => new(name, new NumberForm(double.MinValue), summary);

    /// <summary>A node answers pings.</summary>
    public static KindForm Ping { get; } = new("ping", "A node answers pings",
    [
        From, To, new("count", new IntegerForm(1, 100_000), "Pings sent") { Default = "3" }, new("interval", new DurationForm(), "Time between two") { Default = "200 ms" }, Timeout("1 s"),
        new("size", new IntegerForm(0, 65_000, "a number of bytes"), "Bytes of data in each") { Default = "56" },
        new("loss", new FractionForm(), "Share that may stay without an answer") { Default = "0 %" }, new("fails", new FlagForm(), "Whether no ping may be answered instead: the two must not reach each other") { Default = "false" },
        new("family", new WordForm("any", "ipv4", "ipv6"), "Which addresses are asked") { Default = "any" },
    ]);

    /// <summary>The round-trip time stays in bounds.</summary>
    public static KindForm Rtt { get; } = new("rtt", "The round-trip time stays in bounds",
    [
        From, To, new("count", new IntegerForm(1, 100_000), "Pings sent") { Default = "20" }, new("interval", new DurationForm(), "Time between two") { Default = "50 ms" }, Timeout("1 s"),
        new("percentile", new NumberForm(0, 100), "Which of the times is looked at, in per cent; 50 is the median") { Default = "50" },
        new("below", new DurationForm(), "What it must be below"), new("above", new DurationForm(), "What it must be above"),
    ]) { AtLeastOne = ["below", "above"] };

    /// <summary>A TCP transfer reaches a rate.</summary>
    public static KindForm Throughput { get; } = new("throughput", "A TCP transfer reaches a rate",
    [
        From, To, new("above", new RateForm(), "What it must be above"), new("below", new RateForm(), "What it must be below"), new("time", new DurationForm(), "How long is measured") { Default = "2 s" },
        new("port", IntegerForm.Port, "The port that is used") { Default = "5201" },
    ]) { AtLeastOne = ["above", "below"] };

    /// <summary>The share of lost packets stays in bounds.</summary>
    public static KindForm Loss { get; } = new("loss", "The share of lost packets stays in bounds",
    [
        From, To, new("count", new IntegerForm(1, 1_000_000), "Packets sent") { Default = "100" }, new("interval", new DurationForm(), "Time between two") { Default = "10 ms" }, Timeout("1 s"),
        new("below", new FractionForm(), "What it must be below"), new("above", new FractionForm(), "What it must be above"),
    ]) { AtLeastOne = ["below", "above"] };

    /// <summary>A web server answers as wanted.</summary>
    public static KindForm Http { get; } = new("http", "A web server answers as wanted",
    [
        From, new("url", new TextForm("a URL such as http://server:8080/"), "What is fetched") { Required = true }, new("method", new WordForm("GET", "HEAD", "POST", "PUT", "DELETE"), "The method") { Default = "GET" },
        new("status", new IntegerForm(100, 599, "a status"), "The status of the answer") { Default = "200" }, new("body", new PatternForm("welcome"), "What the answer's body must match"), Timeout("5 s"),
    ]);

    /// <summary>A TCP port accepts connections.</summary>
    public static KindForm Tcp { get; } = new("tcp", "A TCP port accepts connections",
        [From, To, new("port", IntegerForm.Port, "The port") { Required = true }, Timeout("2 s"), new("fails", new FlagForm(), "Whether the connection must be refused or stay without an answer instead") { Default = "false" }]);

    /// <summary>A name server answers as wanted.</summary>
    public static KindForm Dns { get; } = new("dns", "A name server answers as wanted",
    [
        From, new("name", new TextForm("a name such as www.example.org"), "The name that is asked for") { Required = true }, new("server", new ReferenceForm(Peer), "The server that is asked") { Required = true },
        new("type", new WordForm("A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT"), "The type of record") { Default = "A" }, new("answer", new ListForm(new TextForm("an answer such as 10.1.0.3")), "What must be among the answers"),
        new("code", new WordForm("NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED", "FORMERR"), "The code of the answer") { Default = "NOERROR" }, new("port", IntegerForm.Port, "The server's port") { Default = "53" }, Timeout("2 s"),
    ]);

    /// <summary>A command that is run on a node ends and prints as wanted.</summary>
    public static KindForm Command { get; } = new("command", "A command that is run on a node ends and prints as wanted",
    [
        On, new("run", new ListForm(new TextForm("a command")), "The command: a line for the shell, or a list of arguments") { Required = true }, new("exit", new IntegerForm(0, 255, "an exit code"), "The exit code that it must have") { Default = "0" },
        new("output", new PatternForm("OK"), "What its standard output must match"), Timeout("10 s"),
    ]);
}
