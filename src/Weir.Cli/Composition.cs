using Weir.Checks;
using Weir.Cli.Commands;
using Weir.Lab;
using Weir.Lab.Kinds;
using Weir.Monitors;
using Weir.Programs;
using Weir.Running;

namespace Weir.Cli;

/// <summary>The registry of verbs, in the order in which help shows them. The only place where the command line learns what there is.</summary>
internal static class Composition
{
    private static LabVocabulary? s_vocabulary;

    /// <summary>The kinds that lab files may use. Made when a verb asks for it.</summary>
    public static LabVocabulary Vocabulary => s_vocabulary ??= new LabVocabulary(NodeKinds.All, ProgramKinds.All, CheckKinds.All, MonitorKinds.All, EventKinds.All);

    /// <summary>All verbs: one line each.</summary>
    public static IReadOnlyList<Verb> Verbs { get; } =
    [
        new("init", "Write a lab file to start from", InitCommand.Create),
        new("validate", "Print all that is wrong with a lab file", ValidateCommand.Create),
        new("plan", "Show what a lab file will build and run", PlanCommand.Create),
        new("graph", "Draw the network of a lab file", GraphCommand.Create),
        new("schema", "Print the JSON Schema of lab files", SchemaCommand.Create),
        new("run", "Build a lab from its file, run it, check it, record it, remove it", RunCommand.Create),
        new("up", "Build a lab and leave it up", UpCommand.Create),
        new("apply", "Bring a living lab to what its changed file says", ApplyCommand.Create),
        new("down", "End a living run and remove what it built", DownCommand.Create),
        new("ps", "List the runs that are alive", PsCommand.Create),
        new("inspect", "Show what a living run is made of and what it is doing", InspectCommand.Create),
        new("exec", "Run a program in a node of a living lab", ExecCommand.Create),
        new("shell", "Open a shell in a node of a living lab", ShellCommand.Create),
        new("logs", "Print what the programs of a run wrote", LogsCommand.Create),
        new("events", "Print what happened in a run", EventsCommand.Create),
        new("capture", "Capture interfaces of a living lab, into a file or Wireshark", CaptureCommand.Create),
        new("monitor", "Count what passes interfaces, and show tables of it meanwhile", MonitorCommand.Create),
        new("link", "Show and change what links of a living lab do to packets", LinkCommand.Create),
        new("program", "Stop, start, pause or resume a program of a living lab", ProgramCommand.Create),
        new("mark", "Write a text into the record of a living run", MarkCommand.Create),
        new("runs", "List the runs that were recorded", RunsCommand.Create),
        new("dashboard", "Show runs in a browser, living and recorded", DashboardCommand.Create),
        new("report", "Write a run as one HTML file", ReportCommand.Create),
        new("rerun", "Run the lab of an earlier run again", RerunCommand.Create),
        new("diff", "Compare two recorded runs", DiffCommand.Create),
        new("clean", "Remove what dead runs left", CleanCommand.Create),
        new("doctor", "Try what this machine can do, and say what helps", DoctorCommand.Create),
        new("info", "Show what captures hold: packets, bytes, times, interfaces", InfoCommand.Create),
        new("flows", "Table the conversations of captures", FlowsCommand.Create),
        new("follow", "Print what the two ends of a conversation said", FollowCommand.Create),
        new("trace", "Show the way of one packet through the path", TraceCommand.Create),
        new("sort", "Write one ordered capture a TCP conversation", SortCommand.Create),
        new("rewrite", "Write a capture again with other addresses, ports or tags", RewriteCommand.Create),
        new("replay", "Send the packets of a capture on an interface", ReplayCommand.Create),
        new("ping", "Measure loss and round trips to a host", PingCommand.Create),
        new("http-server", "Answer HTTP requests with a page or files", HttpServerCommand.Create),
        new("http-get", "Fetch a URL, once or again and again", HttpGetCommand.Create),
        new("tcp-send", "Send data over a TCP connection", TcpSendCommand.Create),
        new("tcp-sink", "Take what TCP connections send", TcpSinkCommand.Create),
        new("udp-send", "Send numbered UDP datagrams", UdpSendCommand.Create),
        new("udp-sink", "Receive datagrams and count what is missing", UdpSinkCommand.Create),
        new("controller", "Control OpenFlow switches", ControllerCommand.Create),
        new("flow", "Show, add, change, delete and watch flows of an OpenFlow switch", FlowCommand.Create),
        new("switches", "Show the OpenFlow switches of a lab, and what controllers know", SwitchesCommand.Create),
        new("decode", "Print the messages in captures, or fields of each packet", DecodeCommand.Create),
        new("consensus", "Count the consensus messages of a Klaytn network", ConsensusCommand.Create),
        new("consensus init", "Make the files of a network of validators", ConsensusInitCommand.Create),
        new("consensus send", "Transfer value on a chain of validators", ConsensusSendCommand.Create),
        new("node", "Run a validator that speaks Klaytn's wire protocol", NodeCommand.Create),
        new("export", "Write the tables of a store as CSV or JSON lines", ExportCommand.Create),
        new("grafana", "Write what a Grafana needs to show a database's tables", GrafanaCommand.Create),
        new("completion", "Print a completion script for bash, zsh or fish", CompletionCommand.Create),
        new("guest", "Serve a run from inside a guest kernel", GuestCommand.Create, Hidden: true),
        new("supervise", "Wait for the end of a run", SuperviseCommand.Create, Hidden: true),
        new("complete", "Print completions of a command line", CompleteCommand.Create, Hidden: true),
    ];
}
