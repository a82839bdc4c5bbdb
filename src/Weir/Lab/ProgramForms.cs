using Weir.Declaration;

namespace Weir.Lab;

/// <summary>What every program may say, whatever its kind.</summary>
public static class ProgramForms
{
    /// <summary>When a program counts as ready.</summary>
    public static KindForm Ready { get; } = new("ready", "When a program counts as ready",
    [
        new("tcp", IntegerForm.Port, "When it accepts connections on this TCP port"),
        new("udp", IntegerForm.Port, "When this UDP port is open"),
        new("log", new PatternForm("listening on"), "When a line of its output matches"),
        new("file", new TextForm("the path of a file"), "When this file exists on its node"),
        new("http", new TextForm("a URL such as http://localhost:8080/"), "When this URL answers with a status below 400"),
        new("command", new ListForm(new TextForm("a command")), "When this command, run on its node again and again, exits with 0"),
        new("delay", new DurationForm(), "When it has run this long"),
        new("timeout", new DurationForm(), "How long that may take; then the run fails") { Default = "30 s" },
    ]) { AtLeastOne = ["tcp", "udp", "log", "file", "http", "command", "delay"] };

    /// <summary>How a program must end.</summary>
    public static KindForm Expect { get; } = new("expect", "How a program must end",
    [
        new("exit", new ListForm(new IntegerForm(0, 255, "an exit code")), "The exit codes that are right"),
        new("signal", new SignalForm("TERM"), "The signal that must end it"),
        new("running", new FlagForm(), "Whether it must still run at the end of the run"),
    ]) { AtLeastOne = ["exit", "signal", "running"], Shorthand = "exit" };

    /// <summary>The keys of every program.</summary>
    public static KindForm Program { get; } = new("program", "Something that runs on a node",
    [
        new("on", new ReferenceForm(Declaration.NameKinds.Node), "The node") { Required = true },
        new("after", new EitherForm(new ReferenceForm(Declaration.NameKinds.Program, many: true), new NamesForm(new WordForm("ready", "exit"), "a map from programs to ready or exit")), "Programs that must be ready before it starts; or a map to ready or exit"),
        new("at", new DurationForm(), "When it starts, on the run's clock; at once when not said"),
        new("ready", new NestedForm(Ready), "When it counts as ready"),
        new("expect", new NestedForm(Expect), "How it must end"),
        new("restart", new WordForm("never", "on-failure", "always"), "Whether it is started again") { Default = "never" },
        new("env", new NamesForm(new TextForm(), "a map from variables to values"), "Variables of its environment"),
        new("cwd", new TextForm("the path of a folder"), "The folder it runs in; the lab file's when not said"),
        new("user", new TextForm("the name of a user"), "The user it runs as"),
        new("stdin", new TextForm(), "What it reads from standard input"),
        new("stop", new NestedForm(new KindForm("stop", "How it is stopped",
        [
            new("signal", new SignalForm("TERM"), "The signal that asks it to stop") { Default = "TERM" },
            new("timeout", new DurationForm(), "How long it has before it is killed") { Default = "3 s" },
        ])), "How it is stopped at the end"),
    ]);
}
