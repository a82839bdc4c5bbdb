using Weir.Declaration;
using Weir.Lab.Plan;

namespace Weir.Lab.Planning;

/// <summary>What a lab in memory cannot have: it is made of no kernel object and starts no process.</summary>
internal sealed partial class LabPlanner
{
    // Conditions that look at processes, files or with a program of the machine.
    private static readonly string[] s_kernelConditions = ["file", "http", "command"];

    private void CheckMemory(IReadOnlyList<ProgramPlan> programs, IReadOnlyList<MonitorPlan> monitors, IReadOnlyList<EventPlan> events, IReadOnlyList<CheckPlan> checks)
    {
        NodeDraft? memory = _nodes.Find(node => node.Kind.InMemory);
        if (memory is null) { return; }
        if (_nodes.Find(node => !node.Kind.InMemory) is { } other)
        {
            Note(other.Place, $"'{other.Name}' is of kind {other.Kind.Form.Name}, in the kernel, and '{memory.Name}' is in memory: a lab has all its nodes in memory, where time is its own, or none",
                $"write kind: memory, memory-router or memory-bridge at '{other.Name}' and the others, or at none");
        }

        foreach (NodeDraft node in _nodes.Where(node => node.Kind.InMemory))
        {
            foreach (string key in (string[])["memory", "cpus", "pids", "sysctls"])
            {
                if (node.Common.Has(key)) { Note(node.Common.PlaceOf(key), $"'{node.Name}' is in memory: it has no processes and no kernel for '{key}'", "remove it, or use kind: host"); }
            }
        }

        foreach ((string name, DeclaredText key, _) in _controllers) { Note(key.Place, $"the controller '{name}' controls switches of the kernel, and the nodes of this lab are in memory", "remove it, or use kind: host and kind: openflow"); }
        foreach (ProgramPlan program in programs.Where(program => program.Switches is null)) { CheckMemory(program); }
        foreach (MonitorPlan monitor in monitors) { Note(monitor.Settings.Place, $"the monitor '{monitor.Name}' listens at interfaces of the kernel, and the nodes of this lab are in memory", "capture instead, and read the capture afterwards; or use kind: host"); }
        foreach (EventPlan one in events)
        {
            foreach (EventTarget target in one.Targets.Where(target => !one.Kind.WorksInMemory(target.Settings)))
            {
                Note(target.Settings.Place, $"the event '{one.Name}' needs a process of the kernel, and the nodes of this lab are in memory", "remove it, or use kind: host");
            }
        }

        foreach (CheckPlan check in checks.Where(check => !check.Kind.WorksInMemory(check.Settings)))
        {
            Note(check.Settings.Place, $"a check of kind '{check.Kind.Form.Name}' looks at what a kernel does, and the nodes of this lab are in memory", "remove it, or use kind: host");
        }

        void Note(SourcePlace place, string what, string hint) => _mistakes.Add(place, what, hint);
    }

    private void CheckMemory(ProgramPlan program)
    {
        if (_nodesByName.GetValueOrDefault(program.Node) is not { Kind.InMemory: true } node) { return; }
        SourcePlace place = _programs.First(one => one.Name == program.Name).Key.Place;
        if (!program.Kind.WorksInMemory(program.Settings))
        {
            string[] there = [.. _vocabulary.Programs.Where(kind => kind.WorksInMemory(Settings.Empty(kind.Form))).Select(kind => kind.Form.Name)];
            _mistakes.Add(place, $"'{node.Name}' is in memory, where no {(program.Kind.Form.Name == "command" ? "commands run" : program.Kind.Form.Name + " runs")}", $"use one of the kinds {string.Join(", ", there)}, or kind: host for the node");
        }

        foreach ((string key, bool said) in ((string, bool)[])[("env", program.Environment.Count > 0), ("cwd", program.Folder is not null), ("user", program.User is not null), ("stdin", program.Input is not null)])
        {
            if (said) { _mistakes.Add(place, $"the program '{program.Name}' runs on a node in memory, where it is no process and has no '{key}'", "remove it, or use kind: host for the node"); }
        }

        if (program.Ready is not { } ready) { return; }
        foreach (string condition in s_kernelConditions.Where(ready.Has))
        {
            _mistakes.Add(ready.PlaceOf(condition), $"the program '{program.Name}' runs on a node in memory, which cannot be asked for 'ready: {condition}'", "use tcp, udp, log or delay");
        }
    }
}
