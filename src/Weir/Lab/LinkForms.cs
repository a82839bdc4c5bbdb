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
        new("queue", new QueueForm(), "How much waits for the rate at most"),
        new("up", new FlagForm(), "Whether packets pass at all") { Default = "true" },
        new("trace", new TextForm("the path of a file with the rate over time"), "A file with the rate over time, instead of a fixed rate"),
    ];

    /// <summary>What happens to packets of one direction.</summary>
    public static KindForm Direction { get; } = new("direction", "What happens to packets of one direction", s_impairments);

    /// <summary>
    /// What <paramref name="settings"/> (of <see cref="Direction"/>, <see cref="Link"/> or an event on a link) change of <paramref name="before"/>: each key that is there, and nothing else. <paramref name="trace"/> reads the file of
    /// a trace.
    /// </summary>
    public static Impairments Change(Impairments before, Settings settings, Func<string, RateTrace> trace)
    {
        Impairments after = before;
        if (settings.Has("rate")) { after = after with { Rate = settings.Rate("rate"), Trace = null }; }
        if (settings.Has("trace")) { after = after with { Trace = trace(settings.Text("trace")) }; }
        if (settings.Has("delay")) { after = after with { Delay = settings.Duration("delay") }; }
        if (settings.Has("jitter")) { after = after with { Jitter = settings.Duration("jitter") }; }
        if (settings.Has("distribution")) { after = after with { Distribution = Enum.Parse<JitterDistribution>(settings.Text("distribution"), ignoreCase: true) }; }
        if (settings.Has("loss")) { after = after with { Loss = settings.Fraction("loss") }; }
        if (settings.Map("burst-loss") is { } burst) { after = after with { BurstLoss = new BurstLoss(burst.Fraction("p"), burst.Fraction("r"), burst.Fraction("h"), burst.Fraction("k")) }; }
        if (settings.Has("reorder")) { after = after with { Reorder = settings.Fraction("reorder") }; }
        if (settings.Has("duplicate")) { after = after with { Duplicate = settings.Fraction("duplicate") }; }
        if (settings.Has("corrupt")) { after = after with { Corrupt = settings.Fraction("corrupt") }; }
        if (settings.Has("queue")) { after = after with { Queue = (QueueLimit)settings.ValueOrNull("queue")! }; }
        if (settings.Has("up")) { after = after with { Up = settings.Flag("up") }; }
        if (settings.Form.IndexOf("state") >= 0 && settings.Has("state")) { after = after with { Up = settings.Text("state") == "up" }; }
        return after;
    }

    /// <summary>A link: what happens both ways, and what concerns the link as a whole.</summary>
    public static KindForm Link { get; } = new("link", "A link: what happens to packets, both ways",
    [
        .. s_impairments,
        new("to", new NamesForm(new NestedForm(Direction), "a map from an end of the link to what differs towards it"), "What differs in the direction towards an end"),
        new("backend", new WordForm("kernel", "netem", "engine"), "What carries the frames; chosen by what is asked when not said"),
        new("mtu", new IntegerForm(68, 65535, "a number of bytes"), "Largest packet in bytes") { Default = "1500" },
        new("offloads", new FlagForm(), "Whether its ends may leave checksums out and pass large segments whole, as is usual inside one machine; false makes every frame as it would be on a wire") { Default = "true" },
        new("addresses", new NamesForm(new ListForm(new PrefixForm()), "a map from an end of the link to its addresses"), "Addresses of the ends, instead of chosen ones"),
        new("mac", new NamesForm(new MacForm(), "a map from an end of the link to its MAC address"), "Ethernet addresses of the ends, instead of chosen ones"),
    ]);
}
