using Weir.Declaration;
using Weir.Lab;

namespace Weir.Running;

/// <summary>The registry of scheduled events: one line a kind.</summary>
public static class EventKinds
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<IEventKind> All { get; } =
    [
        new EventKind(new KindForm("link", "Changes a link: down, up, or what happens to its packets",
            [new("state", new WordForm("up", "down"), "Whether packets pass"), .. LinkForms.Direction.Keys.Select(k => k with { Default = null }), .. LinkForms.Link.Keys.Where(k => k.Name == "to")]) { Shorthand = "state" }, NameKinds.Link),
        new EventKind(new KindForm("interface", "Sets an interface up or down", [new("state", new WordForm("up", "down"), "Whether it is up") { Required = true }]) { Shorthand = "state" }, NameKinds.Interface),
        new EventKind(new KindForm("program", "Does something to a program",
            [new("do", new WordForm("start", "stop", "restart", "kill", "pause", "resume", "signal"), "What is done") { Required = true }, new("signal", new TextForm("a signal such as HUP"), "The signal, where one is sent")]) { Shorthand = "do" }, NameKinds.Program),
        new EventKind(new KindForm("capture", "Starts or stops a capture", [new("do", new WordForm("start", "stop"), "What is done") { Required = true }]) { Shorthand = "do" }, NameKinds.Capture),
        new EventKind(new KindForm("command", "Runs a command on a node",
            [new("on", new ReferenceForm(NameKinds.Node, many: true), "The node, or several") { Required = true }, new("run", new ListForm(new TextForm("a command")), "The command: a line for the shell, or a list of arguments") { Required = true }, new("timeout", new DurationForm(), "How long it may take") { Default = "10 s" }]), NameKinds.None),
        new EventKind(new KindForm("note", "Writes a note into the run's record and captures", [new("text", new TextForm(), "The note") { Required = true }]) { Shorthand = "text" }, NameKinds.None),
    ];

    private sealed record EventKind(KindForm Form, NameKinds Targets) : IEventKind;
}
