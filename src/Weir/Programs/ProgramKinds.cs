using System.Globalization;
using Weir.Declaration;

namespace Weir.Programs;

/// <summary>The registry of programs: one line a kind. Those that Weir brings are verbs of its own, and take what the verbs take.</summary>
public static class ProgramKinds
{
    private static readonly KeyForm s_to = new("to", new ReferenceForm(NameKinds.Node | NameKinds.Outside), "The node or address that is sent to") { Required = true };
    private static readonly KeyForm s_port = new("port", IntegerForm.Port, "The port") { Required = true };
    private static readonly KeyForm s_rate = new("rate", new RateForm(), "Bits a second; as fast as it goes when not said");
    private static readonly KeyForm s_size = new("size", new SizeForm(), "Bytes in each piece");
    private static readonly KeyForm s_time = new("time", new DurationForm(), "How long it sends; until it is stopped when nothing limits it");
    private static readonly KeyForm s_count = new("count", new IntegerForm(1), "How many are sent");

    // A validator runs for long and does little at a time: code that is good enough when it starts is not compiled anew, which took a quarter of its processor time in the first minute,
    // and 2 MiB of young objects between two collections are enough, where the runtime would take as much as the processor's cache has. The launcher 'weir' does the same.
    private static readonly Dictionary<string, string> s_validator = new() { ["DOTNET_TieredCompilation"] = "0", ["DOTNET_GCgen0size"] = "0x200000", ["MALLOC_ARENA_MAX"] = "1" };

    /// <summary>All kinds; the first is what <c>run:</c> means.</summary>
    public static IReadOnlyList<IProgramKind> All { get; } =
    [
        new CommandKind(),
        new VerbKind(new KindForm("ping", "Pings a node",
            [s_to, s_count, new("interval", new DurationForm(), "Time between two") { Default = "1 s" }, new("size", new SizeForm(), "Bytes of data in each"), new("timeout", new DurationForm(), "How long an answer may take")]), ["to"]),
        new VerbKind(new KindForm("http-server", "A web server, which answers with a page or with files",
            [s_port, new("folder", new TextForm("the path of a folder"), "The folder whose files it serves; a page of its own when not said"), s_size]), []),
        new VerbKind(new KindForm("http-get", "Fetches a URL again and again",
            [new("url", new TextForm("a URL such as http://server:8080/"), "The URL") { Required = true }, s_count, new("interval", new DurationForm(), "Time between two"), new("timeout", new DurationForm(), "How long an answer may take"), s_time]), ["url"]),
        new VerbKind(new KindForm("tcp-send", "Sends over a TCP connection", [s_to, s_port, s_rate, s_size, s_time, new("amount", new SizeForm(), "Data sent in all")]), ["to"]),
        new VerbKind(new KindForm("tcp-sink", "Takes what TCP connections send", [s_port]), []),
        new VerbKind(new KindForm("udp-send", "Sends UDP packets", [s_to, s_port, s_rate, s_size, s_time, s_count, new("interval", new DurationForm(), "Time between two, instead of a rate")]), ["to"]),
        new VerbKind(new KindForm("udp-sink", "Takes UDP packets and counts what is missing", [s_port]), []),
        new VerbKind(new KindForm("replay", "Sends the packets of a capture again",
            [new("file", new TextForm("the path of a capture"), "The capture") { Required = true }, new("interface", new TextForm("an interface such as eth0"), "The interface that sends") { Default = "eth0" }, new("speed", new NumberForm(0), "How many times faster than it was; 0 for as fast as it goes") { Default = "1" }, new("gso", new FlagForm(), "Whether the kernel cuts TCP packets that are longer than the interface takes; such packets are left out else") { Default = "false" }, new("preload", new FlagForm(), "Whether the whole capture is read before the first packet is sent") { Default = "false" }, new("time", new DurationForm(), "How long it sends at most"), new("loop", new IntegerForm(1), "How often") { Default = "1" }]), ["file"], inMemory: false),
        new VerbKind(new KindForm("consensus", "A validator of a Klaytn network",
            [new("network", new TextForm("the path of a folder"), "The network's files as 'weir consensus init' or Klaytn's homi make them") { Required = true }, new("number", new IntegerForm(1), "Which validator of the folder it is") { Required = true }, new("hosts", new TextForm("a pattern such as cn*"), "Where the validators listen, * being the number, instead of what the folder says: so several networks of one lab can share a folder"), new("port", IntegerForm.Port, "Where it listens; its port in the list of static nodes when not said"), new("multichannel", new FlagForm(), "Whether transactions have a connection of their own") { Default = "false" }, new("data", new TextForm("the path of a folder"), "Where the chain is kept; below chains in the run's folder when not said"), new("secrets", new TextForm("the path of a folder"), "Where the secrets of its sessions are written; in secrets of the run's folder when not said, where monitors look"), new("log", new TextForm("the path of a file"), "A CSV file of each message that it reads or writes"), new("rpc", IntegerForm.Port, "The port at which it answers JSON-RPC requests"), new("quorum", new WordForm("1.8", "1.9", "1.12"), "Which version's rules it keeps") { Default = "1.8" }, new("rewardbase", new TextForm("an address such as 0x5e07d6f64b77e868ab3e068f14c6d8a6d5b29a64"), "Who gets the reward of its blocks; itself when not said"), new("fault", new WordForm("silent", "late", "equivocate", "wrong-signature", "wrong-address"), "What it does wrong on purpose"), new("delay", new DurationForm(), "How late its messages go out with the fault late"), new("blocks", new IntegerForm(1), "It ends when the chain has so many blocks")]), ["network"], inMemory: false, verb: "node") { Environment = s_validator },
    ];

    /// <summary>A command of the machine.</summary>
    private sealed class CommandKind : IProgramKind
    {
        public KindForm Form { get; } = new("command", "A command of the machine",
            [new("run", new ListForm(new TextForm("a command such as curl http://server/")), "The command: a line for the shell, or a list of arguments") { Required = true }]);

        public ProgramCommand Command(Settings settings) => settings.Texts("run") is [var line] ? ProgramCommand.Shell(line) : new ProgramCommand(settings.Texts("run"));
    }

    /// <summary>A verb of Weir: what the file says become its arguments and options, in the form's order.</summary>
    private sealed class VerbKind(KindForm form, string[] arguments, bool inMemory = true, string? verb = null) : IProgramKind
    {
        public KindForm Form => form;

        public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

        public bool WorksInMemory(Settings settings) => inMemory;

        public ProgramCommand Command(Settings settings)
        {
            var words = new List<string> { verb ?? form.Name };
            foreach (string argument in arguments) { words.Add(Word(settings.ValueOrNull(argument)!)); }
            foreach (KeyForm key in form.Keys)
            {
                if (arguments.Contains(key.Name) || settings.ValueOrNull(key.Name) is not { } value || value is false) { continue; }
                words.Add($"--{key.Name}");
                if (value is not true) { words.Add(Word(value)); }
            }

            return ProgramCommand.Verb(words) with { Environment = Environment };
        }

        private static string Word(object value) => value switch
        {
            TimeSpan duration => UnitText.Format(duration),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
    }
}
