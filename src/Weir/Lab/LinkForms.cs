using Weir.Declaration;

namespace Weir.Lab;

/// <summary>What a link may say.</summary>
public static class LinkForms
{
    private static readonly KindForm s_burstLoss = new("burst-loss", "Loss in bursts after Gilbert and Elliott: a good and a bad state",
    [
        new("p", new FractionForm(), "Chance a packet to go from the good state to the bad one") { Required = true },
        new("r", new FractionForm(), "Chance a packet to come back to the good state") { Required = true },
        new("h", new FractionForm(), "Share of packets that pass in the bad state") { Default = "0 %" },
        new("k", new FractionForm(), "Share of packets that pass in the good state") { Default = "100 %" },
    ]);

    private static readonly KeyForm[] s_impairments =
    [
        new("rate", new RateForm(), "Bits a second at most"),
        new("delay", new DurationForm(), "How long each packet is on its way"),
        new("jitter", new DurationForm(), "How much the delay varies"),
        new("distribution", new WordForm("normal", "uniform", "pareto", "paretonormal"), "How the jitter is distributed") { Default = "normal" },
        new("loss", new FractionForm(), "Share of packets that are lost, each by itself"),
        new("burst-loss", new NestedForm(s_burstLoss), "Loss in bursts"),
        new("reorder", new FractionForm(), "Share of packets that overtake those before them"),
        new("duplicate", new FractionForm(), "Share of packets that arrive twice"),
        new("corrupt", new FractionForm(), "Share of packets in which one bit is changed"),
        new("queue", new EitherForm(new SizeForm(), new IntegerForm(1, 1_000_000_000, "a number of packets")), "How much waits for the rate at most: packets, or a size with its unit"),
        new("up", new FlagForm(), "Whether packets pass at all") { Default = "true" },
        new("trace", new TextForm("the path of a file with the rate over time"), "A file with the rate over time, instead of a fixed rate"),
    ];

    /// <summary>What happens to packets of one direction.</summary>
    public static KindForm Impairments { get; } = new("direction", "What happens to packets of one direction", s_impairments);

    /// <summary>A link: what happens both ways, and what concerns the link as a whole.</summary>
    public static KindForm Link { get; } = new("link", "A link: what happens to packets, both ways",
    [
        .. s_impairments,
        new("to", new NamesForm(new NestedForm(Impairments), "a map from an end of the link to what differs towards it"), "What differs in the direction towards an end"),
        new("backend", new WordForm("kernel", "netem", "engine"), "What carries the frames; chosen by what is asked when not said"),
        new("mtu", new IntegerForm(68, 65535, "a number of bytes"), "Largest packet in bytes") { Default = "1500" },
        new("addresses", new NamesForm(new ListForm(new PrefixForm()), "a map from an end of the link to its addresses"), "Addresses of the ends, instead of chosen ones"),
        new("mac", new NamesForm(new MacForm(), "a map from an end of the link to its MAC address"), "Ethernet addresses of the ends, instead of chosen ones"),
    ]);
}
