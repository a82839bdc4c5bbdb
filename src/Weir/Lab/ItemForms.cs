using Weir.Declaration;

namespace Weir.Lab;

/// <summary>What every capture, monitor, event and check may say, whatever its kind.</summary>
public static class ItemForms
{
    /// <summary>A capture.</summary>
    public static KindForm Capture { get; } = new("capture", "A capture, which becomes one file",
    [
        new("at", new ReferenceForm(NameKinds.Point, many: true), "Where: a node for all its interfaces, an interface, a link for both its ends; several too") { Required = true },
        new("name", new TextForm("a name such as before-nat"), "Its name, and its file's; made of the place when not said"),
        new("filter", new TextForm("a filter such as tcp port 80"), "Which frames are kept, in the language of pcap-filter"),
        new("direction", new WordForm("both", "in", "out"), "Which frames are kept, seen from the node") { Default = "both" },
        new("ring", new SizeForm(), "Memory for frames that wait to be written, for each interface") { Default = "4 MiB" },
        new("size", new SizeForm(), "Size at which a file is full and the next one begins, NAME-00001.pcapng and so on; one file without end when not said"),
        new("files", new IntegerForm(1, 100_000, "a number of files"), "With size: how many files are kept, the newest; all when not said"),
        new("snap-length", new IntegerForm(0, 262_144, "a number of bytes"), "Bytes kept of each frame; 0 for all") { Default = "0" },
    ]) { Shorthand = "at" };

    /// <summary>The keys of every monitor.</summary>
    public static KindForm Monitor { get; } = new("monitor", "Something that listens while the lab runs and keeps tables of what it saw",
    [
        new("at", new ReferenceForm(NameKinds.Point | NameKinds.Capture, many: true), "Where it listens: a node for all its interfaces, an interface, a link for both its ends, or a capture for the same places; several too. Where captures are when not said"),
        new("filter", new TextForm("a filter such as tcp port 80"), "Which frames it sees, in the language of pcap-filter"),
        new("direction", new WordForm("both", "in", "out"), "Which frames it sees, from the side of the node. A monitor of kind consensus at a switch sees each frame once with in, where it comes into the switch, and counts it at both its ports: half the work") { Default = "both" },
        new("ring", new SizeForm(), "Memory for frames that wait for it, all its places together; those that find it full are counted, and stand against trusting the run") { Default = "32 MiB" },
        new("refresh", new DurationForm(TimeSpan.FromMilliseconds(10)), "How old its tables may be while the lab runs") { Default = "500 ms" },
        new("sink", new SinkForm(), "The SQLite file for its tables, in the run's folder, or a database server that keeps them beside store.db (docs/guide/databases.md); its tables are called MONITOR_TABLE there") { Default = "store.db" },
    ]);

    /// <summary>The keys of every event.</summary>
    public static KindForm Event { get; } = new("event", "Something that happens at a time",
    [
        new("at", new DurationForm(), "When, on the run's clock") { Required = true },
        new("every", new DurationForm(TimeSpan.FromMilliseconds(1)), "How long after it happens again"),
        new("times", new IntegerForm(1), "How often it happens in all, with every"),
        new("name", new TextForm("a name such as cut"), "Its name, for checks that refer to it"),
    ]);

    /// <summary>The keys of every check.</summary>
    public static KindForm Check { get; } = new("check", "Something that must hold",
    [
        new("name", new TextForm("a name such as server-is-up"), "Its name; made of what it checks when not said"),
        new("within", new DurationForm(), "It must hold at some moment before this time of the run's clock"),
        new("always", new FlagForm(), "It must hold whenever it is looked at"),
        new("never", new FlagForm(), "It must not hold whenever it is looked at"),
        new("at", new EitherForm(new WordForm("end", "ready"), new DurationForm()), "When it is looked at: a time of the run's clock, the end, or when all programs are ready"),
        new("every", new DurationForm(TimeSpan.FromMilliseconds(1)), "Time between two looks, with within, always and never"),
    ]);
}
